import { expect, test } from "vitest";
import { adjustedRand } from "./clusterings.ts";

test("the same clusters under other numbers are the same", () => {
  expect(adjustedRand([0, 0, 1, 1, 2], [5, 5, 3, 3, 0])).toBe(1);
});

test("worked out by hand", () => {
  // Pairs together in a: 3 + 3 = 6, in b: 1 + 6 = 7, in both: 1 + 3 = 4, of 15 in all.
  // Expected 6·7/15 = 2.8, at most 6.5: (4 − 2.8) / (6.5 − 2.8).
  expect(adjustedRand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1])).toBeCloseTo(1.2 / 3.7, 12);
});

test("one cluster tells nothing of another clustering", () => {
  expect(adjustedRand([0, 0, 0, 0], [0, 0, 1, 1])).toBe(0);
  expect(adjustedRand([0, 1], [0, 0])).toBe(0);
});
