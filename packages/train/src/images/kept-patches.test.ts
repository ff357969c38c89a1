import { expect, test } from "vitest";
import { keptPatches } from "./image-parts.ts";

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
