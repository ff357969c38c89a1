import fc from "fast-check";
import { expect, test } from "vitest";
import { outliers } from "./quantile.ts";

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
