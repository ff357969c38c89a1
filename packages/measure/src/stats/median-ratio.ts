import { mean } from "simple-statistics";
import type { MedianRatio } from "./ratio.ts";
import { logRatios, type Round } from "./rounds.ts";
import { skewedInterval } from "./skewed-interval.ts";
import { studentQuantile } from "./student.ts";

/**
 * What an interval leaves out, nominally, so that it covers 95 %: by the number of rounds, and of more.
 * Chosen by simulation over eight kinds of noise, one of them the recorded one; docs/calibration.md tries
 * them at a seed of its own, which was looked at once more for that of five rounds.
 */
const alphas: Readonly<Record<number, number>> = { 2: 0.03, 3: 0.018, 4: 0.019 };
const alphaOfMore = 0.025;

/**
 * Ratio of medians with a 95 % interval (rule 5). A round is the unit: what slows a whole round slows
 * both arms, and samples of one process are not independent of each other, so the interval is one of
 * the mean of the rounds' log ratios. docs/calibration.md shows it beside Student's t and the
 * hierarchical bootstrap, which counts the noise within blocks twice and, of five rounds, covers up to
 * 100 %.
 *
 * A comparison that stops when its interval is narrow stops more readily where its rounds happen to
 * agree, and its intervals then cover about 2 points too little (Chow and Robbins 1965, "On the
 * asymptotic theory of fixed-width sequential confidence intervals"). What is left out is less than
 * 5 % for that, too.
 * @returns undefined ("not enough") with fewer than two rounds, with fewer samples than a median
 *   needs, with a sample that is no time, or where a median is zero
 */
export function medianRatio(rounds: readonly Round[]): MedianRatio | undefined {
  const logs = logRatios(rounds);
  return logs === undefined ? undefined : ratioOfLogs(logs);
}

/** As `medianRatio`, of the rounds' log ratios; at least two. */
export function ratioOfLogs(logs: readonly number[]): MedianRatio {
  const rounds = logs.length;
  const { low, high } = skewedInterval(logs, alphaOf(rounds));
  const ratio = Math.exp(mean([...logs]));
  // Where all rounds are alike the three are one number, but for rounding.
  return {
    ratio,
    low: Math.min(ratio, Math.exp(low)),
    high: Math.max(ratio, Math.exp(high)),
    rounds,
  };
}

/** Standard error of the logarithm of a ratio that `medianRatio` gave: its interval's sides multiply to its half width's square. */
export function logErrorOf({ ratio, low, high, rounds }: MedianRatio): number {
  const half = Math.sqrt(Math.log(ratio / low) * Math.log(high / ratio));
  return half / studentQuantile(rounds - 1, alphaOf(rounds));
}

function alphaOf(rounds: number): number {
  return alphas[rounds] ?? alphaOfMore;
}
