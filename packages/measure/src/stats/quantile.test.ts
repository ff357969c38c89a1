import fc from "fast-check";
import { expect, test } from "vitest";
import { median, quantile, samplesNeeded } from "./quantile.ts";
import { seededRandom } from "./random.ts";

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

test("samples that are no times have no quantile, and there is none at 0 or 1", () => {
  const bad = [NaN, Infinity, -1].map((ms) => [...Array.from({ length: 70 }, () => 1), ms]);
  expect(bad.map((samples) => [median(samples), quantile(samples, 0.9)])).toEqual(
    bad.map(() => [undefined, undefined]),
  );
  for (const p of [0, 1, NaN]) expect(() => samplesNeeded(p)).toThrow(RangeError);
});

test("a quantile is printed on the wrong side of the true one in 1 of 100 cases at most", () => {
  // The early-stopping promise: the largest of 64 samples but one lies above the true p90 in 99 %.
  const random = seededRandom(4);
  const above = Array.from({ length: 2_000 }, () => {
    const sorted = Array.from({ length: 64 }, () => random.uniform()).toSorted((a, b) => a - b);
    return (sorted[62] ?? 0) >= 0.9;
  });
  expect(above.filter(Boolean).length / above.length).toBeGreaterThan(0.98);
});
