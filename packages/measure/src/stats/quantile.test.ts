import fc from "fast-check";
import { expect, test } from "vitest";
import { median, quantile, samplesNeeded } from "./quantile.ts";

test("the least numbers of samples are LoadGen's", () => {
  expect([0.5, 0.9, 0.95, 0.99].map(samplesNeeded)).toEqual([11, 64, 130, 662]);
});

test("a quantile is not given on fewer samples", () => {
  const samples = Array.from({ length: 64 }, (_, i) => i);
  expect(quantile(samples.slice(1), 0.9)).toBeUndefined();
  // Position 63 · 0.9 = 56.7 among 0 … 63.
  expect(quantile(samples, 0.9)).toBeCloseTo(56.7);
});

test("the median of none is undefined", () => {
  expect([median([]), median([3]), median([4, 1]), median([9, 1, 2])]).toEqual([
    undefined,
    3,
    2.5,
    2,
  ]);
});

test("quantiles rise with p, lie among the samples, and do not depend on their order", () => {
  const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
    minLength: 64,
    maxLength: 100,
  });
  fc.assert(
    fc.property(samples, (values) => {
      const half = quantile(values, 0.5) ?? NaN;
      const most = quantile(values, 0.9) ?? NaN;
      expect(half).toBeLessThanOrEqual(most);
      expect(half).toBeGreaterThanOrEqual(Math.min(...values));
      expect(most).toBeLessThanOrEqual(Math.max(...values));
      expect(quantile(values.toReversed(), 0.9)).toBe(most);
    }),
  );
});
