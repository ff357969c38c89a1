import { UnsupportedError, type Preparing } from "@vmoe-bench/contracts";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { setUpPart, setUpParts } from "@vmoe-bench/setup";
import { requireRuns } from "./require-runs.ts";

interface UsableModels {
  readonly usable: readonly { readonly name: string; readonly model: RunModel }[];
  /** Their arms are unsupported, and end no other. */
  readonly refused: readonly { readonly name: string; readonly refusal: UnsupportedError }[];
}

/**
 * A suite's models by what can be run. ONNX Runtime is got to try a graph that was made elsewhere in,
 * whatever backend it is measured on.
 * @throws what is wrong with a model; the first refusal where all are refused
 */
export async function usableModels(
  names: readonly string[],
  preparing: Preparing,
): Promise<UsableModels> {
  const usable: { name: string; model: RunModel }[] = [];
  const refused: { name: string; refusal: UnsupportedError }[] = [];
  for (const name of names)
    try {
      const model = await findRunModel(name);
      if (model.shape.kind === "onnx") await setUpParts(["onnxruntime-node"], setUpPart, preparing);
      await requireRuns(model);
      usable.push({ name, model });
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      refused.push({ name, refusal: error });
    }
  const [first] = refused;
  if (usable.length === 0 && first !== undefined) throw first.refusal;
  return { usable, refused };
}
