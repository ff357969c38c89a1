import { expect, test } from "vitest";
import { inRounds, pairsOf, ratioOf } from "./in-rounds.ts";

test("all are measured once a round, in orders that differ, and warming up does not count", async () => {
  const order: string[] = [];
  const measured = await inRounds(
    ["a", "b"],
    async (one) => {
      order.push(one);
      return order.length;
    },
    { rounds: 20, warmUp: 2 },
  );
  const rounds = Array.from({ length: 22 }, (_, i) => order.slice(2 * i, 2 * i + 2).join(""));
  expect(new Set(rounds)).toEqual(new Set(["ab", "ba"]));
  expect(measured.get("a")).toHaveLength(20);
  // Of one round: the 5th and the 6th measurement are the first that count.
  const [first] = pairsOf(measured, "a", "b");
  expect(first?.toSorted((x, y) => x - y)).toEqual([5, 6]);
});

test("the ratio is an arm's time over the baseline's of the same round", () => {
  // Each round is slower than the one before, for both: 2 to 1, but for a hundredth.
  const pairs = [1, 2, 3, 4, 5, 6].map((ms): [number[], number[]] => [
    [2 * ms, (2 + (ms % 2) / 50) * ms],
    [ms, ms],
  ]);
  const { ratio } = ratioOf(pairs);
  expect(ratio).toBeGreaterThan(1.99);
  expect(ratio).toBeLessThan(2.03);
  expect(() => ratioOf([])).toThrow("no ratio");
});
