import { expect, test } from "vitest";
import { independentMedianRatio } from "./independent-ratio.ts";

const block = (ms: number) => Array.from({ length: 11 }, () => ms);

test("constant blocks have their ratio, and no width", () => {
  const [after, before] = [
    [block(3), block(3)],
    [block(2), block(2), block(2)],
  ];
  expect(independentMedianRatio(after, before, { seed: 1 })).toEqual({
    ratio: 1.5,
    low: 1.5,
    high: 1.5,
    rounds: 2,
  });
});

test("blocks are drawn by themselves: what the same rounds share does not cancel", () => {
  // Round by round the ratio is 1. Drawn apart, 4 over 2 and 2 over 4 come up, too.
  const blocks = [2, 4, 2, 4, 2, 4].map(block);
  const found = independentMedianRatio(blocks, blocks, { seed: 1 });
  expect(found).toMatchObject({ ratio: 1, low: 0.5, high: 2 });
});

test.each([
  ["one block", [block(1)], [block(1), block(1)]],
  ["few samples", [[1], [1]], [block(1), block(1)]],
  ["no samples", [[], []], [block(1), block(1)]],
  ["a median of 0", [block(1), block(1)], [block(0), block(0)]],
])("%s is not enough", (_, arm, baseline) => {
  expect(independentMedianRatio(arm, baseline, { seed: 1 })).toBeUndefined();
});
