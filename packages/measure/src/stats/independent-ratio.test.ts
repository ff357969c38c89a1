import { expect, test } from "vitest";
import { independentMedianRatio } from "./median-ratio.ts";

const block = (ms: number) => Array.from({ length: 11 }, () => ms);

test("constant blocks have their ratio, and no width", () => {
  const after = [block(3), block(3)];
  const before = [block(2), block(2), block(2)];
  const found = independentMedianRatio(after, before);
  expect(found?.rounds).toBe(2);
  for (const bound of [found?.ratio, found?.low, found?.high]) expect(bound).toBeCloseTo(1.5, 12);
});

test("blocks are drawn apart: what the same rounds share does not cancel", () => {
  // Round by round the ratio is 1. Logs are ln 2 and ln 4, three times each: variance of one side
  // 0.3 (ln 2)² = 0.14414 (n-1 below), of the mean 0.024023; both 0.048046, its root 0.21919.
  // Welch's degrees of freedom are 10, t is 2.22814: half width 0.48839, exp is 1.62971.
  const blocks = [2, 4, 2, 4, 2, 4].map(block);
  const found = independentMedianRatio(blocks, blocks);
  expect(found?.ratio).toBeCloseTo(1, 12);
  expect(found?.high).toBeCloseTo(1.6297, 4);
  expect(found?.low).toBeCloseTo(1 / 1.6297, 4);
});

test.each([
  ["one block", [block(1)], [block(1), block(1)]],
  ["few samples", [[1], [1]], [block(1), block(1)]],
  ["no samples", [[], []], [block(1), block(1)]],
  ["a median of 0", [block(1), block(1)], [block(0), block(0)]],
  ["a sample that is no time", [block(1), block(NaN)], [block(1), block(1)]],
])("%s is not enough", (_, arm, baseline) => {
  expect(independentMedianRatio(arm, baseline)).toBeUndefined();
});
