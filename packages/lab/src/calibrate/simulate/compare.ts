import {
  isNarrowOrClear,
  median,
  ratioOfLogs,
  verdictOf,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";
import type { NextRound } from "../noise/noise.ts";

/** The quick profile: 5 rounds of 2 s an arm at least, 60 s an arm at most. */
export const quick = {
  firstRounds: 5,
  capSeconds: 60,
  /** Of 2 s. */
  mostRounds: 30,
  halfWidth: 0.02,
  threshold: 0.05,
} as const;

/** Numbers of rounds that are looked at once, and not before. */
export const fixedRounds = [3, 4, 5, 8] as const;

export interface Compared {
  /** After each of `fixedRounds`, without looking. */
  readonly fixed: readonly MedianRatio[];
  /** Where the stopping rule ended it, or the cap. */
  readonly stopped: MedianRatio;
}

/**
 * One comparison as the runner makes it, on simulated rounds: after each it asks whether to go on. It
 * asks the stopping rule itself, so that each round's medians are taken once.
 */
export function compare(
  next: NextRound,
  factor: number,
  mostRounds: number = quick.mostRounds,
): Compared {
  const rule = { ...quick, minRounds: quick.firstRounds };
  const logs: number[] = [];
  const until = (rounds: number) => {
    while (logs.length < rounds) logs.push(logRatio(next(factor)));
    return logs.slice(0, rounds);
  };
  const fixed = fixedRounds.map((rounds) => ratioOfLogs(until(rounds)));
  let rounds: number = quick.firstRounds;
  while (rounds < mostRounds && !isNarrowOrClear(until(rounds), rule)) rounds++;
  return { fixed, stopped: ratioOfLogs(until(rounds)) };
}

export function logRatio({ arm, baseline }: Round): number {
  return Math.log((median(arm) ?? NaN) / (median(baseline) ?? NaN));
}

/** What the comparisons found after so many rounds. */
export function fixedAfter(
  found: readonly Compared[],
  rounds: (typeof fixedRounds)[number],
): MedianRatio[] {
  return found.flatMap(({ fixed }) => fixed[fixedRounds.indexOf(rounds)] ?? []);
}

/** Part of the comparisons whose interval holds the truth. */
export function coverage(found: readonly MedianRatio[], truth: number): number {
  return part(found, ({ low, high }) => low <= truth && truth <= high);
}

/** Part of the comparisons whose interval excludes 1. */
export function excludesOne(found: readonly MedianRatio[]): number {
  return part(found, ({ low, high }) => low > 1 || high < 1);
}

/** Part of the comparisons that the claim rule calls slower or faster. */
export function claims(found: readonly MedianRatio[]): number {
  return part(found, (ratio) => verdictOf(ratio, quick.threshold) !== "no-difference");
}

function part(found: readonly MedianRatio[], is: (ratio: MedianRatio) => boolean): number {
  return found.filter(is).length / found.length;
}
