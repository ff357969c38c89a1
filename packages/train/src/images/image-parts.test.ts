import { describe, expect, test } from "vitest";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { drawPart, keptPatches, resizedPart } from "./image-parts.ts";
import { BatchWriter, epochAugmentation } from "./batch-writer.ts";

const kept = (rate: number, seed = 3) => keptPatches(Int32Array.of(7, 4), 16, rate, seed);

test("each image keeps its own different patches, as many as the rate leaves", () => {
  const chosen = kept(0.75);
  expect(chosen).toHaveLength(8);
  const [first, second] = [new Set(chosen.subarray(0, 4)), new Set(chosen.subarray(4))];
  expect([first.size, second.size]).toEqual([4, 4]);
  expect(first).not.toEqual(second);
  for (const patch of chosen) expect(patch).toBeLessThan(16);
});

test("an image's patches hang on the seed and the image alone", () => {
  const alone = keptPatches(Int32Array.of(4), 16, 0.75, 3);
  expect(alone).toEqual(kept(0.75).subarray(4));
  expect(kept(0.75, 4)).not.toEqual(kept(0.75));
});

test("one patch is always left", () => {
  expect(kept(0.99)).toHaveLength(2);
});

test("over many images every patch is kept about equally often", () => {
  const images = Int32Array.from({ length: 4000 }, (_, i) => i);
  const counts = new Int32Array(16);
  for (const patch of keptPatches(images, 16, 0.5, 1)) counts[patch] = (counts[patch] ?? 0) + 1;
  // 2000 expected, with a deviation of √(4000/4) ≈ 32.
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(160);
});

describe("a part of an image, made as large as the image", () => {
  test("has the area and the shape that are asked for, and lies inside", () => {
    const parts = Array.from({ length: 3_000 }, (_, seed) =>
      drawPart(xoroshiro128plus(seed), 100, { least: 0.25 }),
    );
    for (const { top, left, height, width } of parts) {
      expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
      expect(Math.max(top + height, left + width)).toBeLessThanOrEqual(100);
      expect(height * width).toBeGreaterThan(0.24 * 10_000);
      expect(width / height).toBeGreaterThan(0.73);
      expect(width / height).toBeLessThan(1.37);
    }
    const areas = parts.map(({ height, width }) => (height * width) / 10_000);
    expect(Math.min(...areas)).toBeLessThan(0.27);
    expect(Math.max(...areas)).toBeGreaterThan(0.95);
  });

  test("is interpolated as torch.nn.functional.interpolate does it without align_corners", () => {
    // interpolate([[0, 100], [200, 60]], size=4, mode="bilinear"), rounded.
    const small = [0, 0, 0, 0, 0, 0, 100, 0, 0, 200, 60, 0, 0, 0, 0, 0];
    const shape = { count: 1, channels: 1, height: 4, width: 4 };
    const image = { ...shape, pixels: Uint8Array.from(small) };
    const into = { ...shape, pixels: new Uint8Array(16) };
    resizedPart(image, 0, { top: 1, left: 1, height: 2, width: 2 }, into);
    expect([...into.pixels]).toEqual([
      0, 25, 75, 100, 50, 60, 80, 90, 150, 130, 90, 70, 200, 165, 95, 60,
    ]);
  });

  test("the whole image is the image", () => {
    const pixels = Uint8Array.from({ length: 25 }, (_, i) => 7 * i);
    const shape = { count: 1, channels: 1, height: 5, width: 5 };
    const into = { ...shape, pixels: new Uint8Array(25) };
    resizedPart({ ...shape, pixels }, 0, { top: 0, left: 0, height: 5, width: 5 }, into);
    expect(into.pixels).toEqual(pixels);
  });

  test("is drawn anew each epoch, and mirrored and distorted after it", () => {
    const pixels = Uint8Array.from({ length: 81 }, (_, i) => i + 1);
    const images = { count: 1, channels: 1, height: 9, width: 9, pixels };
    const writer = new BatchWriter(images, { mean: [0], std: [1 / 255] }, 1);
    const written = (epoch: number, more = {}) => {
      const augmentation = { crop: 0, flip: false, resizedCrop: { least: 0.3 }, ...more };
      writer.write([0], 0, 1, epochAugmentation(augmentation, 1, epoch));
      return writer.data.join();
    };
    const drawn = Array.from({ length: 20 }, (_, epoch) => written(epoch));
    expect(new Set(drawn).size).toBeGreaterThan(15);
    expect(written(3)).toBe(drawn[3]);
    expect(written(3, { randAugment: { operations: 4, magnitude: 0 } })).toBe(drawn[3]);
    const mirrored = Array.from({ length: 20 }, (_, epoch) => written(epoch, { flip: true }));
    const differing = mirrored.filter((one, epoch) => one !== drawn[epoch]);
    expect(differing.length).toBeGreaterThan(3);
    expect(differing.length).toBeLessThan(17);
  });
});
