export * from "./errors.ts";
export { planQueue, type QueuedRun } from "./queue/plan-queue.ts";
export { runQueue, type RunEnding } from "./queue/run-queue.ts";
export { withHeadColumns } from "./model/head-columns.ts";
export { loadRecipe } from "./recipe/load-recipe.ts";
export type { JsonFields } from "./recipe/merge-patch.ts";
export { readRecipeFile } from "./recipe/recipe-file.ts";
export {
  epochsBefore,
  recipeHash,
  type AuxiliaryRecipe,
  type DenseRecipe,
  type Recipe,
  type VmoeRecipe,
} from "./recipe/recipe.ts";
export { upcyclingRecipe, type UpcyclingSettings } from "./recipe/upcycling-recipe.ts";
export { cardTraining } from "./run/card-training.ts";
export { epochRecordSchema, type EpochRecord } from "./run/epoch-record.ts";
export { requireWritable } from "./checkpoint/write-file.ts";
export type { TrainImages, TrainSplit } from "./images/train-split.ts";
export { requireTrainable, type TrainingData } from "./run/prepared-data.ts";
export type { StepProgress, TrainingReporter } from "./run/reporter.ts";
export { train, type TrainedModel, type TrainOptions } from "./run/train.ts";
export { TimedSteps, type StepTimes } from "./run/timed-steps.ts";
export type { PredictedClasses } from "./run/outcome.ts";
export { upcycle, type UpcycledModel } from "./run/upcycle.ts";
export type { SuperClasses } from "./superclass/super-classes.ts";
