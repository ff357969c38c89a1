import { expect, test } from "vitest";
import { drift } from "./variation.ts";

test("drift is the last quarter's median over the first's", () => {
  expect(drift([10, 10, 0, 0, 0, 0, 11, 11])).toBeCloseTo(0.1);
  expect(drift([4, 4, 9, 9, 9, 9, 2, 2])).toBe(-0.5);
});

test("there is none in too few samples or from zero", () => {
  expect(drift([1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
  expect(drift([0, 0, 1, 1, 1, 1, 1, 1])).toBeUndefined();
  expect(drift([1, 1, 1, 1, 1, 1, 1, NaN])).toBeUndefined();
  expect(drift([1, 1, 1, NaN, 1, 1, 1, 1])).toBeUndefined();
});
