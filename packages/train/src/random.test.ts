import { expect, test } from "vitest";
import { mix } from "./random.ts";

test("streams differ by seed, name, epoch and order, and are always the same", () => {
  const seeds = [mix(0), mix(1), mix(0, "a"), mix(0, "b"), mix(0, 1), mix(1, 0), mix(0, "a", 1)];
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(mix(3, "order", 7)).toBe(mix(3, "order", 7));
});

test("neighbouring numbers fill the range evenly", () => {
  const buckets = Array.from({ length: 16 }, () => 0);
  for (let i = 0; i < 16_000; i += 1) {
    const bucket = mix(0, i) >>> 28;
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  for (const images of buckets) expect(Math.abs(images - 1000)).toBeLessThan(150);
});
