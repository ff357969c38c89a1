import type { CheckpointInput, ModelCard, TrainingResult } from "@vmoe-bench/contracts";
import { untestedModelError } from "../errors.ts";

/**
 * What a model's card shows of its training record.
 * @param input how pictures became the images that it was trained on
 * @throws `untested-model`
 */
export function cardTraining(
  record: TrainingResult,
  input: CheckpointInput,
): ModelCard["training"] {
  const { recipe, seed, epochs, dataset, test, superClasses, seconds, commit } = record;
  if (test === null) throw untestedModelError(record.name);
  const { top1, images, routerAccuracy } = test;
  return {
    kind: "trained",
    recipe,
    seed,
    epochs,
    dataset: { name: dataset.name, split: dataset.split, sha256: dataset.sha256 },
    accuracy: { top1, images },
    superClasses: superClasses?.members ?? [],
    ...(routerAccuracy === null ? {} : { routerAccuracy }),
    commit,
    input,
    seconds,
  };
}
