import type { Normalisation } from "@vmoe-bench/contracts";
import { UnfitDataError } from "../errors.ts";
import { holdOut, type Parts } from "../images/hold-out.ts";
import { channelStatistics } from "../images/statistics.ts";
import type { TrainSplit } from "../images/train-split.ts";
import { requireFits, type Recipe } from "../recipe/recipe.ts";

/** The two splits of a data set, opened by the caller. */
export interface TrainingData {
  readonly train: TrainSplit;
  readonly test: TrainSplit;
}

/** What a dense ViT and its V-MoE twin have in common. */
export interface PreparedData extends TrainingData {
  readonly normalisation: Normalisation;
  /** Positions in the training split. */
  readonly trained: Int32Array;
  readonly heldOut: Int32Array;
  readonly heldOutLabels: Uint16Array;
}

/**
 * Checks before any training that the data serves the recipe.
 * @returns the images to train on, and those that are held out
 * @throws InvalidValueError, UnfitDataError
 */
export function requireTrainable(recipe: Recipe, train: TrainSplit): Parts {
  requireFits(recipe, train.info);
  const { heldOut: fraction, seed, batch } = recipe.settings;
  const parts = holdOut(train, fraction, seed);
  if (batch > parts.trained.length)
    throw new UnfitDataError(
      `Recipe ${recipe.name}: "batch": ${batch} is more than the ${parts.trained.length} images to train on.`,
      'Lower "batch".',
    );
  return parts;
}

/**
 * Checks that the data serves the recipe and cuts off the held-out part.
 * @param normalisation of a model that has one already; else that of the training images
 * @throws InvalidValueError, UnfitDataError
 */
export function prepareData(
  recipe: Recipe,
  { train, test }: TrainingData,
  normalisation?: Normalisation,
): PreparedData {
  const { trained, heldOut } = requireTrainable(recipe, train);
  return {
    train,
    test,
    normalisation: normalisation ?? channelStatistics(train.images),
    trained,
    heldOut,
    heldOutLabels: Uint16Array.from(heldOut, (index) => train.labels[index] ?? 0),
  };
}
