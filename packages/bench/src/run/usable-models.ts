import { UnsupportedError, type Preparing } from "@vmoe-bench/contracts";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { setUpPart, setUpParts } from "@vmoe-bench/setup";
import { requireRuns } from "./require-runs.ts";

/** Its arms are unsupported, and end no other. */
export interface RefusedModel {
  readonly name: string;
  readonly refusal: UnsupportedError;
}

interface UsableModels {
  readonly usable: readonly { readonly name: string; readonly model: RunModel }[];
  readonly refused: readonly RefusedModel[];
}

/**
 * A suite's models by what can be run. A file that is broken or of another kind is refused; a name that
 * leads nowhere ends the run before it starts. One that is named twice counts once. ONNX Runtime is got
 * to try a graph that was made elsewhere in, whatever backend it is measured on.
 * @param takes image files, or a data set as it is
 * @throws what is wrong with what was asked; the first refusal where all are refused
 */
export async function usableModels(
  names: readonly string[],
  takes: "image files" | "data set",
  preparing: Preparing,
): Promise<UsableModels> {
  const usable: { name: string; model: RunModel }[] = [];
  const refused: RefusedModel[] = [];
  for (const name of new Set(names))
    try {
      const model = await findRunModel(name);
      await model.artifact();
      if (model.shape.kind === "onnx") await setUpParts(["onnxruntime-node"], setUpPart, preparing);
      await requireRuns(model);
      if (takes === "image files") model.recipe();
      usable.push({ name, model });
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      refused.push({ name, refusal: error });
    }
  const [first] = refused;
  if (usable.length === 0 && first !== undefined) throw first.refusal;
  return { usable, refused };
}
