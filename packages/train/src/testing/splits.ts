import {
  datasets,
  gather,
  type ImageStream,
  type Split,
  type SplitName,
} from "@vmoe-bench/dataset";

const labelOf = (index: number) => index % 300;

/**
 * A stream of 8x8 images of 300 classes, which take turns: a bright pixel's place and its neighbour's
 * brightness say which. Two held-out images of each class.
 */
export function drawnStream(): ImageStream {
  const [info] = datasets;
  if (info === undefined) throw new Error("There are data sets.");
  const classes = Array.from({ length: 300 }, (_, i) => `class ${i}`);
  const shape = { channels: 1, height: 8, width: 8 };
  const read = (indexes: ArrayLike<number>) => {
    const pixels = new Uint8Array(indexes.length * 64).fill(20);
    for (let i = 0; i < indexes.length; i += 1) {
      const label = labelOf(indexes[i] ?? 0);
      pixels[i * 64 + (label % 60)] = 255;
      pixels[i * 64 + 60 + Math.floor(label / 75)] = 50 + (label % 200);
    }
    return pixels;
  };
  const heldOut = Array.from({ length: 600 }, (_, i) => i);
  return {
    kind: "stream",
    info: { ...info, ...shape, classes },
    split: "train",
    sha256: "0".repeat(64),
    labelOf,
    images: { ...shape, count: 2_000_000_000, read, announce: () => undefined },
    heldOut: {
      images: { ...shape, count: 600, pixels: read(heldOut) },
      labels: Uint16Array.from(heldOut, labelOf),
    },
  };
}

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

/** `count` images of a split from `start` on, as a split of its own. */
export function partOf(split: Split, as: SplitName, start: number, count: number): Split {
  const indexes = Array.from({ length: count }, (_, i) => start + i);
  const labels = split.labels.slice(start, start + count);
  return { ...split, split: as, count, labels, images: gather(split.images, indexes) };
}
