import { UnsupportedError } from "@vmoe-bench/contracts";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { requireRuns } from "./require-runs.ts";

interface UsableModels {
  readonly usable: readonly { readonly name: string; readonly model: RunModel }[];
  /** Their arms are unsupported, and end no other. */
  readonly refused: readonly { readonly name: string; readonly refusal: UnsupportedError }[];
}

/**
 * A suite's models by what can be run.
 * @throws what is wrong with a model; the first refusal where all are refused
 */
export async function usableModels(names: readonly string[]): Promise<UsableModels> {
  const usable: { name: string; model: RunModel }[] = [];
  const refused: { name: string; refusal: UnsupportedError }[] = [];
  for (const name of names)
    try {
      const model = await findRunModel(name);
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
