import { modelCardSchema, type ModelCard } from "@vmoe-bench/contracts";

/** Of `smallRun`'s V-MoE: even classes belong to expert 0, odd ones to expert 1. */
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
