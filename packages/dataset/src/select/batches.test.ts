import { describe, expect, test } from "vitest";
import type { Split } from "../dataset.ts";
import { BatchSizeError, ImageIndexError } from "../errors/selection-errors.ts";
import { tinyCifar } from "../testing/tiny-cifar.ts";
import { batches } from "./batches.ts";
import { gather } from "./gather.ts";

/** Five 1x1 images with two channels; image i has label 10 + i and pixels i, 100 + i. */
const split: Split = {
  info: tinyCifar().info,
  split: "test",
  count: 5,
  labels: Uint8Array.of(10, 11, 12, 13, 14),
  images: {
    count: 5,
    channels: 2,
    height: 1,
    width: 1,
    pixels: Uint8Array.of(0, 100, 1, 101, 2, 102, 3, 103, 4, 104),
  },
  sha256: "",
  folder: "",
};

describe("batches", () => {
  test("goes through the split in order, the last batch with what is left", () => {
    const found = [...batches(split, { batch: 2, seed: null })];
    expect(found.map(({ indexes }) => [...indexes])).toEqual([[0, 1], [2, 3], [4]]);
    expect(found.map(({ labels }) => [...labels])).toEqual([[10, 11], [12, 13], [14]]);
    expect(found[1]?.images.pixels).toEqual(Uint8Array.of(2, 102, 3, 103));
    expect(found.map(({ images }) => images.count)).toEqual([2, 2, 1]);
  });

  test("shuffles by the seed, each image with its own label and pixels", () => {
    const once = [...batches(split, { batch: 2, seed: 7 })];
    expect([...batches(split, { batch: 2, seed: 7 })]).toEqual(once);
    const order = once.flatMap(({ indexes }) => [...indexes]);
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(once.flatMap(({ labels }) => [...labels])).toEqual(order.map((i) => 10 + i));
    expect(once.flatMap(({ images }) => [...images.pixels])).toEqual(
      order.flatMap((i) => [i, 100 + i]),
    );
  });

  test("goes through the images that are named, and no others", () => {
    const inOrder = [...batches(split, { batch: 8, seed: null, indexes: [4, 0, 4] })];
    expect(inOrder.map(({ indexes }) => [...indexes])).toEqual([[4, 0, 4]]);
    const mixed = [...batches(split, { batch: 8, seed: 3, indexes: [1, 3, 4] })];
    expect(mixed.flatMap(({ indexes }) => [...indexes]).toSorted((a, b) => a - b)).toEqual([
      1, 3, 4,
    ]);
  });

  test.each([0, -1, 2.5, NaN])("refuses batches of %d before the first one", (batch) => {
    expect(() => batches(split, { batch, seed: null })).toThrow(BatchSizeError);
  });

  test.each([-1, 5])("refuses image %d of 5 before the first batch", (index) => {
    expect(() => batches(split, { batch: 1, seed: null, indexes: [0, index] })).toThrow(
      ImageIndexError,
    );
  });
});

describe("gather", () => {
  test("copies, so that the split stays as it is", () => {
    const copy = gather(split.images, [3]);
    copy.pixels[0] = 200;
    expect(split.images.pixels[6]).toBe(3);
  });

  test.each([-1, 5, 0.5, NaN])("refuses image %d", (index) => {
    expect(() => gather(split.images, [index])).toThrow(ImageIndexError);
  });
});
