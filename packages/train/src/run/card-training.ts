import type { CheckpointInput, ModelCard } from "@vmoe-bench/contracts";
import { UntestedModelError } from "../errors.ts";
import type { TrainingRecord } from "./record.ts";

/**
 * The `training` part of a model card.
 * @param input how pictures became the images that it was trained on
 * @throws UntestedModelError
 */
export function cardTraining(
  record: TrainingRecord,
  input: CheckpointInput,
  commit: string,
): ModelCard["training"] {
  const { recipe, seed, epochs, dataset, test, superClasses, routerAccuracy, seconds } = record;
  if (test === undefined) throw new UntestedModelError(record.name);
  return {
    kind: "trained",
    recipe,
    seed,
    epochs,
    dataset: { name: dataset.name, split: dataset.split, sha256: dataset.sha256 },
    accuracy: { top1: test.top1, images: test.images },
    superClasses,
    ...(routerAccuracy === undefined ? {} : { routerAccuracy }),
    commit,
    input,
    seconds,
  };
}
