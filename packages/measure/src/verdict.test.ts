import { expect, test } from "vitest";
import { verdictOf, verdictText } from "./verdict.ts";

const ratio = (value: number, low: number, high: number) => ({
  ratio: value,
  low,
  high,
  rounds: 5,
});

test.each([
  [ratio(1.08, 1.04, 1.12), "1.08x slower"],
  [ratio(0.893, 0.85, 0.93), "1.12x faster"],
  // The interval holds 1.
  [ratio(1.3, 0.99, 1.6), "no difference shown"],
  // The interval excludes 1, the effect is 5 % or less, in either direction.
  [ratio(1.04, 1.03, 1.05), "no difference shown"],
  [ratio(1 / 1.05, 0.94, 0.97), "no difference shown"],
  [undefined, "not enough samples"],
])("%o is %s", (found, text) => {
  expect(verdictText(found, 0.05)).toBe(text);
});

test("the threshold is the caller's", () => {
  const small = ratio(1.02, 1.01, 1.03);
  expect([verdictOf(small, 0.05), verdictOf(small, 0.01)]).toEqual(["no-difference", "slower"]);
});
