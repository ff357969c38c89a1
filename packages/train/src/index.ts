export * from "./errors.ts";
export { planQueue, type QueuedRun } from "./run-queue.ts";
export { runQueue, type RunEnding } from "./run-queue.ts";
export { withHeadColumns } from "./model/network.ts";
export { loadRecipe } from "./recipe/load-recipe.ts";
export type { JsonFields } from "./recipe/recipe-file.ts";
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
export { cardTraining } from "./run/training-result.ts";
export { epochRecordSchema, type EpochRecord } from "./run/epoch.ts";
export { requireWritable } from "./run/run-folder.ts";
export type { TrainImages, TrainSplit } from "./images/train-images.ts";
export { requireTrainable, type TrainingData } from "./run/prepared-data.ts";
export type { StepProgress, TrainingReporter } from "./run/train-epochs.ts";
export { train, type TrainedModel, type TrainOptions } from "./run/train.ts";
export { TimedSteps, type StepTimes } from "./run/timed-steps.ts";
export type { PredictedClasses } from "./run/outcome.ts";
export { upcycle, type UpcycledModel } from "./run/upcycle.ts";
export type { SuperClasses } from "./superclass/super-classes.ts";
