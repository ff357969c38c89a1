import { mean } from "simple-statistics";
import { halfWidth as halfWidthOf, medianRatio } from "./median-ratio.ts";
import type { MedianRatio } from "./ratio.ts";
import { logRatios } from "./rounds.ts";
import type { Round } from "./rounds.ts";

export interface ComparisonGoal {
  readonly seed: number;
  /** Half the width of the interval that is asked for, as a part of the ratio; 0.02 unless told. */
  readonly halfWidth?: number;
  /** The claim rule's, e.g. 0.05 (rule 6). */
  readonly threshold: number;
  readonly minRounds: number;
  /** Of each arm. */
  readonly minSamples: number;
  /** Measured time of each arm. */
  readonly minMs: number;
}

export interface ComparisonProgress {
  /** Undefined ("not enough") where `medianRatio` has none. */
  readonly ratio: MedianRatio | undefined;
  /** The comparison may end: its least counts are met, and it is narrow or its verdict is clear. */
  readonly narrowEnough: boolean;
}

/**
 * Chance of a false claim that stopping early may spend, at the first look and at each later one.
 * Most is spent first, as in Lan and DeMets (1983), "Discrete sequential boundaries for clinical
 * trials": a large difference is then found in the least time.
 */
const spend = { first: 0.02, later: 0.005 };

/**
 * Whether a comparison has been measured long enough (rule 1); the runner asks after each round. It
 * has when its interval is as narrow as asked, or when it is clearly different: the effect is beyond
 * the threshold and its interval excludes 1 at a much stricter level than the verdict's. The interval
 * of what stopped so covers 95 %, as docs/calibration.md shows.
 */
export function comparisonProgress(
  rounds: readonly Round[],
  goal: ComparisonGoal,
): ComparisonProgress {
  const { seed, halfWidth = 0.02, threshold, minRounds } = goal;
  const ratio = medianRatio(rounds, { seed });
  const logs = logRatios(rounds);
  if (ratio === undefined || logs === undefined) return { ratio, narrowEnough: false };
  const narrow = ratio.high - ratio.low <= 2 * halfWidth * ratio.ratio;
  const effect = Math.abs(mean(logs));
  const clear =
    effect > Math.log(1 + threshold) &&
    effect > halfWidthOf(logs, logs.length <= minRounds ? spend.first : spend.later);
  const enough = logs.length >= minRounds && isEnough(rounds, goal);
  return { ratio, narrowEnough: enough && (narrow || clear) };
}

function isEnough(rounds: readonly Round[], { minSamples, minMs }: ComparisonGoal): boolean {
  const sides = ["arm", "baseline"] as const;
  return sides.every((side) => {
    const samples = rounds.flatMap((round) => round[side]);
    return samples.length >= minSamples && samples.reduce((sum, ms) => sum + ms, 0) >= minMs;
  });
}
