import type { Normalisation } from "@vmoe-bench/contracts";
import { unfitDataError } from "../errors.ts";
import {
  type AnyImages,
  channelStatistics,
  type EpochOrder,
  holdOut,
  isStream,
  splitOrder,
  streamOrder,
  type TrainImages,
  type TrainSplit,
} from "../images/train-images.ts";
import { type Recipe, requireFits } from "../recipe/recipe.ts";

/** What is trained on and what is tested, opened by the caller. */
export interface TrainingData {
  readonly train: TrainImages;
  readonly test: TrainSplit;
}

/** What no model trains on. */
interface HeldOut {
  readonly images: AnyImages;
  /** Positions in them. */
  readonly indexes: Int32Array;
  readonly labels: Uint16Array;
}

/** What a model reads while it is trained. */
interface Trained {
  readonly labelOf: (index: number) => number;
  readonly order: EpochOrder;
  readonly imagesPerEpoch: number;
  /** All that come, each counted once. */
  readonly images: number;
}

interface Parts {
  readonly trained: Trained;
  readonly heldOut: HeldOut;
}

/** What a dense ViT and its V-MoE have in common. */
export interface PreparedData extends TrainingData, Parts {
  readonly normalisation: Normalisation;
}

/**
 * Checks before any training that the data serves the recipe.
 * @throws InvalidValueError, `unfit-data`
 */
export function requireTrainable(recipe: Recipe, train: TrainImages): void {
  partsOf(recipe, train);
}

function partsOf(recipe: Recipe, train: TrainImages): Parts {
  requireFits(recipe, train.info);
  const { settings, name } = recipe;
  const parts = isStream(train) ? streamParts(recipe, train) : splitParts(recipe, train);
  const { imagesPerEpoch } = parts.trained;
  if (settings.batch > imagesPerEpoch)
    throw unfitDataError(
      `Recipe ${name}: "batch": ${settings.batch} is more than the ${imagesPerEpoch} images to train on.`,
      'Lower "batch".',
    );
  return parts;
}

function splitParts({ settings, name }: Recipe, train: TrainSplit): Parts {
  const { heldOut: fraction, seed } = settings;
  if (fraction === undefined)
    throw unfitDataError(
      `Recipe ${name}: "stream" is for images that are drawn, and ${train.info.name}'s are there.`,
      'Give "heldOut" in its place.',
    );
  const { trained, heldOut } = holdOut(train, fraction, seed);
  const labelOf = (index: number) => train.labels[index] ?? 0;
  return {
    trained: {
      labelOf,
      order: splitOrder(trained, seed),
      imagesPerEpoch: trained.length,
      images: trained.length,
    },
    heldOut: {
      images: train.images,
      indexes: heldOut,
      labels: Uint16Array.from(heldOut, labelOf),
    },
  };
}

function streamParts({ settings, name }: Recipe, { info, ...train }: ImageStreamOf): Parts {
  const { stream, seed, epochs } = settings;
  if (stream === undefined)
    throw unfitDataError(
      `Recipe ${name}: the training images of ${info.name} are drawn, and held-out ones with them.`,
      'Give "stream" in place of "heldOut".',
    );
  const { imagesPerEpoch, imagesPerClass = Infinity } = stream;
  const { images, labels } = train.heldOut;
  return {
    trained: {
      labelOf: train.labelOf,
      order: streamOrder(stream, info.classes.length, seed),
      imagesPerEpoch,
      images: Math.min(epochs * imagesPerEpoch, imagesPerClass * info.classes.length),
    },
    heldOut: { images, indexes: Int32Array.from(labels, (_, i) => i), labels },
  };
}

type ImageStreamOf = Extract<TrainImages, { kind: "stream" }>;

/**
 * Checks that the data serves the recipe and cuts off the held-out part.
 * @param normalisation of a model that has one already; else that of the training images, or of the
 *   held-out ones of a stream
 * @throws InvalidValueError, `unfit-data`
 */
export function prepareData(
  recipe: Recipe,
  { train, test }: TrainingData,
  normalisation?: Normalisation,
): PreparedData {
  const parts = partsOf(recipe, train);
  const typical = isStream(train) ? train.heldOut.images : train.images;
  return { train, test, normalisation: normalisation ?? channelStatistics(typical), ...parts };
}
