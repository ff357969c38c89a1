import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { BatchWriter, epochAugmentation } from "./batch-writer.ts";
import { drawPart, resizedPart } from "./image-parts.ts";

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
