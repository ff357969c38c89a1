import { describe, expect, test } from "vitest";
import { gather } from "@vmoe-bench/dataset/select";
import { madeUpSplit } from "../testing/splits.ts";
import { channelStatistics, holdOut, splitOrder, streamOrder } from "./train-images.ts";

/** 20 images of each of the 10 classes. */
const split = madeUpSplit(Array.from({ length: 200 }, (_, i) => i % 10));

test("each class gives the same part, and no image is in both parts", () => {
  const { trained, heldOut } = holdOut(split, 0.25, 0);
  const images = Array.from({ length: 10 }, () => 0);
  for (const index of heldOut) images[index % 10] = (images[index % 10] ?? 0) + 1;
  expect(images).toEqual(Array.from({ length: 10 }, () => 5));
  expect([...trained, ...heldOut].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, i) => i),
  );
});

test("the seed decides which", () => {
  expect(holdOut(split, 0.25, 0)).toEqual(holdOut(split, 0.25, 0));
  expect(holdOut(split, 0.25, 0).heldOut).not.toEqual(holdOut(split, 0.25, 1).heldOut);
});

test("a class without a held-out image is named", () => {
  expect(() => holdOut(split, 0.02, 0)).toThrow(
    `With "heldOut": 0.02, 0 of the 20 images of class "T-shirt/top" are held out.`,
  );
});

const ascending = (order: Iterable<number>) => [...order].toSorted((a, b) => a - b);

describe("a stream that is cut to two images of each of three classes", () => {
  const order = streamOrder({ imagesPerEpoch: 4, imagesPerClass: 2 }, 3, 0);

  test("comes again and again, whole each time, though epochs are as long as they say", () => {
    // 12 images are two turns of 6.
    const read = [1, 2, 3].flatMap((epoch) => [...order(epoch)]);
    expect(ascending(read.slice(0, 6))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(ascending(read.slice(6))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(read.slice(0, 6)).not.toEqual(read.slice(6));
  });

  test("comes several times in a long epoch", () => {
    const long = streamOrder({ imagesPerEpoch: 15, imagesPerClass: 2 }, 3, 0)(1);
    expect(ascending(long.subarray(6, 12))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(long.subarray(12)).size).toBe(3);
  });

  test("has the same images for each seed, in another order, and the same again", () => {
    const other = streamOrder({ imagesPerEpoch: 6, imagesPerClass: 2 }, 3, 1)(1);
    const own = streamOrder({ imagesPerEpoch: 6, imagesPerClass: 2 }, 3, 0)(1);
    expect(ascending(other)).toEqual(ascending(own));
    expect(other).not.toEqual(own);
    expect(order(2)).toEqual(order(2));
  });
});

test("a stream without an end never shows an image twice, and each seed has its own", () => {
  const order = streamOrder({ imagesPerEpoch: 1_000 }, 10, 0);
  const [first, second] = [ascending(order(1)), ascending(order(2))];
  expect(second[0]).toBe((first[0] ?? 0) + 1_000);
  expect(first.at(-1)).toBe((first[0] ?? 0) + 999);
  const other = ascending(streamOrder({ imagesPerEpoch: 1_000 }, 10, 1)(1));
  expect(Math.abs((other[0] ?? 0) - (first[0] ?? 0))).toBeGreaterThan(2_000_000);
});

test("a split is shown whole each epoch", () => {
  const order = splitOrder(Int32Array.of(3, 5, 9, 11), 0);
  expect(ascending(order(1))).toEqual([3, 5, 9, 11]);
  expect(ascending(order(7))).toEqual([3, 5, 9, 11]);
});

test("mean and standard deviation of each channel over all images", () => {
  // Channel 0: 0, 255 → mean 0.5, std 0.5. Channel 1: 51, 51 → 0.2, no spread: the smallest std.
  const pixels = Uint8Array.of(0, 51, 255, 51);
  const images = { count: 2, channels: 2, height: 1, width: 1, pixels };
  const expected = { mean: [0.5, 0.2], std: [0.5, 0.0001] };
  expect(channelStatistics(images)).toEqual(expected);
  const read = (indexes: ArrayLike<number>) => gather(images, indexes).pixels;
  const { pixels: _, ...shape } = images;
  expect(channelStatistics({ ...shape, path: "", read })).toEqual(expected);
});
