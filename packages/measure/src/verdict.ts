import { logRatios, type MedianRatio, ratioOfLogs, type Round } from "./stats/median-ratio.ts";
import { halfWidth as halfWidthOf } from "./stats/interval.ts";

export type Verdict = "slower" | "faster" | "no-difference" | "not-enough";

/**
 * Rule 6: slower or faster only if the interval excludes 1 and the effect is larger than the
 * threshold, in either direction as a factor: with 0.05, above 1.05 or below 1/1.05.
 * @param ratio of latencies, arm over baseline; undefined where there was too little for one
 */
export function verdictOf(ratio: MedianRatio | undefined, threshold: number): Verdict {
  if (ratio === undefined) return "not-enough";
  const excludesOne = ratio.low > 1 || ratio.high < 1;
  const factor = Math.max(ratio.ratio, 1 / ratio.ratio);
  if (!excludesOne || factor <= 1 + threshold) return "no-difference";
  return ratio.ratio > 1 ? "slower" : "faster";
}

/** "1.08x slower", "1.12x faster", "no difference shown", "not enough samples". */
export function verdictText(ratio: MedianRatio | undefined, threshold: number): string {
  const verdict = verdictOf(ratio, threshold);
  if (ratio === undefined || verdict === "not-enough") return "not enough samples";
  if (verdict === "no-difference") return "no difference shown";
  return `${Math.max(ratio.ratio, 1 / ratio.ratio).toFixed(2)}x ${verdict}`;
}

export interface StoppingRule {
  /** Half the width of the interval that is asked for, as a part of the ratio; 0.02 unless told. */
  readonly halfWidth?: number;
  /** The claim rule's, e.g. 0.05 (rule 6). */
  readonly threshold: number;
  readonly minRounds: number;
}

export interface ComparisonGoal extends StoppingRule {
  readonly seed: number;
  /** The least samples of each arm. */
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
 * What Student's interval leaves out that must exclude 1, too, where a comparison is to end as clear at
 * a later look than the first. At the first the verdict's own interval is enough: most of the chance of
 * a false claim is spent there, as in Lan and DeMets (1983), "Discrete sequential boundaries for
 * clinical trials", so that a large difference is found in the least time.
 */
const laterAlpha = 0.0015;

/** Whether a comparison has been measured long enough (rule 1); the runner asks after each round. */
export function comparisonProgress(
  rounds: readonly Round[],
  goal: ComparisonGoal,
): ComparisonProgress {
  const logs = logRatios(rounds);
  if (logs === undefined) return { ratio: undefined, narrowEnough: false };
  const narrowEnough = isNarrowOrClear(logs, goal) && isEnough(rounds, goal);
  return { ratio: ratioOfLogs(logs), narrowEnough };
}

/**
 * The stopping rule, of the rounds' log ratios: the interval is as narrow as asked, or the difference
 * is clear, that is beyond the threshold with an interval that excludes 1, and after the first look at
 * a much stricter level, too. The interval of what stopped so covers 95 %, as docs/calibration.md shows.
 */
export function isNarrowOrClear(
  logs: readonly number[],
  { halfWidth = 0.02, threshold, minRounds }: StoppingRule,
): boolean {
  if (logs.length < Math.max(2, minRounds)) return false;
  const { ratio, low, high } = ratioOfLogs(logs);
  if (high - low <= 2 * halfWidth * ratio) return true;
  const effect = Math.abs(Math.log(ratio));
  const isClaim = (low > 1 || high < 1) && effect > Math.log(1 + threshold);
  return isClaim && (logs.length <= minRounds || effect > halfWidthOf(logs, laterAlpha));
}

function isEnough(rounds: readonly Round[], { minSamples, minMs }: ComparisonGoal): boolean {
  const sides = ["arm", "baseline"] as const;
  return sides.every((side) => {
    const samples = rounds.flatMap((round) => round[side]);
    return samples.length >= minSamples && samples.reduce((sum, ms) => sum + ms, 0) >= minMs;
  });
}
