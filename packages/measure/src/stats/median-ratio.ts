import { mean, sampleStandardDeviation } from "simple-statistics";
import type { MedianRatio } from "./ratio.ts";
import { logRatios, type Round } from "./rounds.ts";
import { studentQuantile } from "./student.ts";

/** Up to so many rounds a comparison has not been looked at before. */
const firstLook = 5;
/** What an interval leaves out, nominally, at the first look and at later ones. */
const alphas = { first: 0.05, later: 0.03 };

/**
 * Ratio of medians with a 95 % interval (rule 5). A round is the unit: what slows a whole round slows
 * both arms, and samples of one process are not independent of each other, so the interval is
 * Student's t over the rounds' log ratios. It was chosen by simulation; docs/calibration.md shows it
 * beside the hierarchical bootstrap, which counts the noise within blocks twice and, of five rounds,
 * covers up to 100 %.
 *
 * A comparison that stops when its interval is narrow stops more readily where its rounds happen to
 * agree, and its intervals then cover about 2 points too little (Chow and Robbins 1965, "On the
 * asymptotic theory of fixed-width sequential confidence intervals"). So beyond five rounds the
 * interval is computed at 97 %, which simulation shows to cover 95 %.
 * @returns undefined ("not enough") with fewer than two rounds, with fewer samples than a median
 *   needs, with a sample that is no time, or where a median is zero
 */
export function medianRatio(rounds: readonly Round[]): MedianRatio | undefined {
  const logs = logRatios(rounds);
  return logs === undefined ? undefined : ratioOfLogs(logs);
}

/** As `medianRatio`, of the rounds' log ratios; at least two. */
export function ratioOfLogs(logs: readonly number[]): MedianRatio {
  return intervalOf(logs, logs.length <= firstLook ? alphas.first : alphas.later);
}

/** The t interval that leaves out `alpha`, of at least two log ratios, as a ratio. */
export function intervalOf(logs: readonly number[], alpha: number): MedianRatio {
  const centre = mean([...logs]);
  const half = halfWidth(logs, alpha);
  return {
    ratio: Math.exp(centre),
    low: Math.exp(centre - half),
    high: Math.exp(centre + half),
    rounds: logs.length,
  };
}

/** Half of the t interval that leaves out `alpha`, around the mean of at least two values. */
export function halfWidth(values: readonly number[], alpha: number): number {
  const n = values.length;
  return studentQuantile(n - 1, alpha) * (sampleStandardDeviation([...values]) / Math.sqrt(n));
}
