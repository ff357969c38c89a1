import { expect, test } from "vitest";
import { meanInterval } from "./interval.ts";

test("two values: t for one degree of freedom is 12.706", () => {
  // sd √2, standard error 1.
  const found = meanInterval([3, 5]);
  expect(found?.value).toBe(4);
  expect(found?.low).toBeCloseTo(4 - 12.7062, 4);
  expect(found?.high).toBeCloseTo(4 + 12.7062, 4);
});

test("three values", () => {
  // sd 1, standard error 1/√3, t = 4.303.
  const found = meanInterval([1, 2, 3]);
  expect(found?.value).toBe(2);
  expect(found?.high).toBeCloseTo(2 + 4.30265 / Math.sqrt(3), 5);
});

test("one value has no interval", () => {
  expect(meanInterval([1])).toBeUndefined();
});
