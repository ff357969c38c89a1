import {
  type ModelCard,
  modelCardSchema,
  type TrainingResult,
  trainingResultSchema,
} from "@vmoe-bench/contracts";

/** The card of `smallRun`'s V-MoE: even classes belong to expert 0, odd ones to expert 1. */
export function smallCard(id = "vmoe", classNames?: readonly string[]): ModelCard {
  const classes = classNames ?? Array.from({ length: 10 }, (_, i) => `class ${i}`);
  const sha256 = "0".repeat(64);
  return modelCardSchema.parse({
    schemaVersion: 1,
    id,
    description: "",
    config: {
      imageSize: 4,
      channels: 1,
      patch: 2,
      width: 4,
      depth: 2,
      heads: 1,
      mlpWidth: 4,
      classes: 10,
      moe: { experts: 2, layers: 1 },
    },
    classes,
    dataset: "fashion-mnist",
    normalisation: { mean: [0], std: [1] },
    weights: { file: "model.safetensors", bytes: 1, sha256 },
    baseline: "vit",
    training: {
      recipe: {},
      seed: 0,
      epochs: 1,
      dataset: { name: "fashion-mnist", split: "train", sha256 },
      accuracy: { top1: 0.9, images: 10 },
      superClasses: [
        classes.filter((_, i) => i % 2 === 0),
        // The last one, class 9, is counted to expert 0's, so that one image goes astray.
        classes.filter((_, i) => i % 2 === 1 && i < 9),
      ].map((names, e) => (e === 0 ? [...names, ...classes.slice(9)] : names)),
      commit: "abc",
      seconds: 1,
    },
  });
}

/** Ten images of 4 x 4 pixels, grey. */
export const smallPictures = {
  count: 10,
  channels: 1,
  height: 4,
  width: 4,
  pixels: Uint8Array.from({ length: 160 }, (_, i) => i),
};

const config = { imageSize: 32, channels: 3, patch: 4, classes: 4 };
const size = { width: 64, depth: 6, heads: 2, mlpWidth: 256 };
const moe = { experts: 10, layers: 2, k: 1 };
const base64 = (classes: readonly number[]) => Buffer.from(classes).toString("base64");

/**
 * A training record with 100 held-out images of class 1, of which the model has the first `right`
 * right; an entry of its curve an epoch.
 */
export function trained(
  name: string,
  seed: number,
  right: number,
  baseline: string | null,
  curve: readonly number[] = [0.1, right / 100],
): TrainingResult {
  const predicted = Array.from({ length: 100 }, (_, i) => (i < right ? 1 : 2));
  return trainingResultSchema.parse({
    schemaVersion: 1,
    name,
    seed,
    baseline,
    config: { ...config, ...size, ...(baseline === null ? {} : { moe }) },
    routing:
      baseline === null
        ? { kind: "dense" }
        : {
            kind: "super-classes",
            from: "confusions",
            clustering: "spectral",
            confusion: "soft",
            lambda: 0.3,
            routeByLabel: 0,
          },
    startEpoch: 0,
    epochs: curve.length,
    recipe: { seed },
    recipeSha256: String(seed).repeat(64),
    dataset: {
      name: "cifar100",
      split: "train",
      sha256: "d".repeat(64),
      images: 900,
      heldOut: 100,
    },
    curve: {
      loss: curve,
      trainAccuracy: curve,
      heldOutAccuracy: curve,
      routerLoss: [],
      heldOutRouterAccuracy: [],
    },
    heldOut: {
      top1: right / 100,
      images: 100,
      routerAccuracy: baseline === null ? null : 0.8,
      oracleTop1: null,
      expertUse: [],
      labels: base64(predicted.map(() => 1)),
      predicted: base64(predicted),
    },
    test: null,
    superClasses: null,
    seconds: 3_600,
    imagesPerSecond: 250,
    commit: "abc",
  });
}
