import type { ModelCard } from "@vmoe-bench/contracts";
import type { TrainingRecord } from "./record.ts";

/** The `training` part of a model card. */
export function cardTraining(record: TrainingRecord, commit: string): ModelCard["training"] {
  const { recipe, seed, epochs, dataset, test, superClasses, routerAccuracy, seconds } = record;
  return {
    recipe,
    seed,
    epochs,
    dataset: { name: dataset.name, split: dataset.split, sha256: dataset.sha256 },
    accuracy: { top1: test.top1, images: test.images },
    superClasses,
    ...(routerAccuracy === undefined ? {} : { routerAccuracy }),
    commit,
    seconds,
  };
}
