import fc from "fast-check";
import { expect, test } from "vitest";
import { median, outliers, quantile, samplesNeeded } from "./quantile.ts";
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

/** 1 … 9: quartiles 3 and 7, so mild outliers are above 13 and severe ones above 19. */
const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("outliers are classed by their distance from the quartiles", () => {
  // With 15 and 40 added the quartiles are 3.5 and 8.5: fences at 16 and 23.5.
  expect(outliers([...nine, 15, 40])).toEqual({ mild: 0, severe: 1, noisy: false });
  expect(outliers([...nine, 18, 40])).toEqual({ mild: 1, severe: 1, noisy: false });
  expect(outliers(nine)).toEqual({ mild: 0, severe: 0, noisy: false });
});

test("more than 10 % severe outliers are noise", () => {
  expect(outliers([...nine, 100, 100])?.noisy).toBe(true);
});

test("none are found in equal samples, and never more than a half", () => {
  expect(outliers([2, 2, 2, 2])).toEqual({ mild: 0, severe: 0, noisy: false });
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 4 }), (xs) => {
      const { mild, severe } = outliers(xs) ?? { mild: NaN, severe: NaN };
      expect(mild + severe).toBeLessThanOrEqual(xs.length / 2 + 1);
    }),
  );
});

test("three samples, none, or what is no time are not enough", () => {
  expect([[], [1, 2, 3], [1, 2, 3, NaN], [1, 2, 3, -4]].map(outliers)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
