import { expect, test } from "vitest";
import { seededRandom, type Random } from "./random.ts";
import { halfWidth, skewedInterval, skewness } from "./interval.ts";

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
  const found = Array.from({ length: 3_000 }, () => {
    const values = Array.from({ length: n }, () => skewed(random));
    const { low, high } = skewedInterval(values, alpha);
    const centre = values.reduce((a, b) => a + b, 0) / n;
    return [low <= 0 && high >= 0, Math.abs(centre) <= halfWidth(values, 0.05)] as const;
  });
  const part = (side: 0 | 1) => found.filter((pair) => pair[side]).length / found.length;
  expect(part(0)).toBeGreaterThan(0.92);
  expect(part(0)).toBeLessThan(0.98);
  expect(part(1)).toBeLessThan(0.91);
});
