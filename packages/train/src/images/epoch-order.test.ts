import { describe, expect, test } from "vitest";
import { splitOrder, streamOrder } from "./train-images.ts";

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
