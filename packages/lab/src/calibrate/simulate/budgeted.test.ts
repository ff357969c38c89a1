import { expect, test } from "vitest";
import { seededRandom, type Round } from "@vmoe-bench/measure";
import type { Noise } from "../noise.ts";
import { blocksARound, compareWithin, comparisonsARun } from "../simulate.ts";

const block = (ms: number) => Array.from({ length: 30 }, () => ms);
/** Ratios of 1 over and times `by`, in turns. */
const turns = (by: number): Noise => ({
  name: "turns",
  what: "",
  start: () => {
    let turn = 0;
    return (factor): Round => ({
      arm: block(factor * (turn++ % 2 === 0 ? by : 1 / by)),
      baseline: block(1),
    });
  },
});
const quiet = turns(1);
const wide = turns(2);
const roundsOf = (kinds: readonly Noise[], rounds: number) =>
  compareWithin(kinds, { factor: 1, budget: rounds * blocksARound, random: seededRandom(1) }).map(
    (found) => found?.rounds,
  );

test("what is narrow ends after its first five rounds, and the time goes to what is wide", () => {
  // 8 rounds of 8 blocks: 5 of all are 40, and the 24 that are left are 12 rounds of one.
  expect(roundsOf([quiet, quiet, quiet, wide], 8)).toEqual([5, 5, 5, 17]);
});

test("all that is wide shares the time, and none takes more than the profile's rounds", () => {
  expect(roundsOf([wide, wide, wide, wide], 8)).toEqual([8, 8, 8, 8]);
  expect(roundsOf([quiet, quiet, quiet, wide], 1_000)).toEqual([5, 5, 5, 30]);
});

test("what there is no time for has no ratio", () => {
  expect(roundsOf([wide, wide, wide, wide], 1)).toEqual(
    Array.from({ length: comparisonsARun }, () => undefined),
  );
});
