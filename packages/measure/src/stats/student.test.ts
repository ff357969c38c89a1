import { expect, test } from "vitest";
import { expandedTail } from "./student.ts";

test("few units widen the tails, many do not", () => {
  // n = 5: t(4) = 2.776 times sqrt(5/4) is 3.1037, and Φ(−3.1037) = 0.00096.
  expect(expandedTail(5)).toBeCloseTo(0.00096, 5);
  expect(expandedTail(10_000)).toBeCloseTo(0.025, 4);
  expect(expandedTail(2)).toBeCloseTo(0, 6);
});
