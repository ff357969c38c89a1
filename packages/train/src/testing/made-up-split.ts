import { datasets, type Split, type SplitName } from "@vmoe-bench/dataset";

/** A split with these labels and black images, for tests that need no pixels. */
export function madeUpSplit(labels: readonly number[], split: SplitName = "train"): Split {
  const info = datasets.find(({ name }) => name === "fashion-mnist");
  if (info === undefined) throw new Error("Fashion-MNIST is in the catalogue.");
  const { channels, height, width } = info;
  const pixels = new Uint8Array(labels.length * channels * height * width);
  return {
    info,
    split,
    count: labels.length,
    labels: Uint8Array.from(labels),
    images: { count: labels.length, channels, height, width, pixels },
    sha256: "0".repeat(64),
    folder: "made up",
  };
}
