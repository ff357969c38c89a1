import fc from "fast-check";
import { expect, test } from "vitest";
import { halfWidth, meanInterval, skewedInterval, skewness, studentQuantile } from "./interval.ts";
import { type Random, seededRandom } from "./random.ts";

// Columns 0.975 and 0.995 of the usual table of Student's t.
test.each([
  [1, 12.706, 63.657],
  [2, 4.303, 9.925],
  [3, 3.182, 5.841],
  [4, 2.776, 4.604],
  [5, 2.571, 4.032],
  [9, 2.262, 3.25],
  [29, 2.045, 2.756],
  [120, 1.98, 2.617],
  [1_001, 1.962, 2.581],
])("with %i degrees of freedom", (df, at975, at995) => {
  expect(studentQuantile(df, 0.05)).toBeCloseTo(at975, 3);
  expect(studentQuantile(df, 0.01)).toBeCloseTo(at995, 3);
});

test("it falls with the degrees of freedom and rises as alpha falls", () => {
  const alphas = fc.double({ min: 0.001, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), alphas, (df, alpha) => {
      const t = studentQuantile(df, alpha);
      expect(t).toBeGreaterThan(studentQuantile(df + 1, alpha));
      expect(t).toBeLessThan(studentQuantile(df, alpha / 2));
    }),
  );
});

test("two values: t for one degree of freedom is 12.706", () => {
  // sd √2, standard error 1.
  const estimate = meanInterval([3, 5]);
  expect(estimate?.value).toBe(4);
  expect(estimate?.low).toBeCloseTo(4 - 12.7062, 4);
  expect(estimate?.high).toBeCloseTo(4 + 12.7062, 4);
});

test("three values", () => {
  // sd 1, standard error 1/√3, t = 4.303.
  const estimate = meanInterval([1, 2, 3]);
  expect(estimate?.value).toBe(2);
  expect(estimate?.high).toBeCloseTo(2 + 4.30265 / Math.sqrt(3), 5);
});

test("one value has no interval", () => {
  expect(meanInterval([1])).toBeUndefined();
});

const mirrored = (values: readonly number[]) => values.map((value) => -value);

test("skewness is the third central moment over the cube of the standard deviation", () => {
  // Mean 1, moments (1 + 1 + 1 + 9) / 4 = 3 and (−1 − 1 − 1 + 27) / 4 = 6: 6 / 3^1.5.
  expect(skewness([0, 0, 0, 4])).toBeCloseTo(6 / 3 ** 1.5, 12);
  expect(skewness([4, 4, 4, 0])).toBeCloseTo(-6 / 3 ** 1.5, 12);
  expect(skewness([1, 2, 3])).toBeCloseTo(0, 12);
  expect(skewness([2, 2, 2])).toBe(0);
});

test("the side of the long tail is widened, the other narrowed by the same factor", () => {
  const values = [0, 0, 0, 4];
  const { low, high } = skewedInterval(values, 0.05);
  const half = halfWidth(values, 0.05);
  expect((high - 1) * (1 - low)).toBeCloseTo(half ** 2, 10);
  // k is 3 / 3.25, the skewness 1.1547: a factor of 2.903.
  expect((high - 1) / half).toBeCloseTo(2.9031, 3);
  const other = skewedInterval(mirrored(values), 0.05);
  expect(other.low).toBeCloseTo(-high, 10);
  expect(other.high).toBeCloseTo(-low, 10);
});

/** With mean 0: many draws a little below it, few far above. */
const skewed = (random: Random) => -Math.log(1 - random.uniform()) - 1;

test.each([
  [3, 0.018],
  [5, 0.025],
  [8, 0.025],
])("of %i exponential draws it covers their mean, where Student's t does not", (n, alpha) => {
  const random = seededRandom(71 + n);
  const covered = Array.from({ length: 3_000 }, () => {
    const values = Array.from({ length: n }, () => skewed(random));
    const { low, high } = skewedInterval(values, alpha);
    const centre = values.reduce((a, b) => a + b, 0) / n;
    return [low <= 0 && high >= 0, Math.abs(centre) <= halfWidth(values, 0.05)] as const;
  });
  const part = (side: 0 | 1) => covered.filter((pair) => pair[side]).length / covered.length;
  expect(part(0)).toBeGreaterThan(0.92);
  expect(part(0)).toBeLessThan(0.98);
  expect(part(1)).toBeLessThan(0.91);
});
