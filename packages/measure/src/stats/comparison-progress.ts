import { medianRatio } from "./median-ratio.ts";
import type { MedianRatio, Round } from "./median-ratio.ts";

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
  /** The comparison may end: its least counts are met and its interval is as narrow as asked. */
  readonly narrowEnough: boolean;
}

/** Whether a comparison has been measured long enough (rule 1); the runner asks after each round. */
export function comparisonProgress(
  rounds: readonly Round[],
  { seed, halfWidth = 0.02, minRounds, minSamples, minMs }: ComparisonGoal,
): ComparisonProgress {
  const ratio = medianRatio(rounds, { seed });
  const enough = (side: keyof Round) => {
    const samples = rounds.flatMap((round) => round[side]);
    return samples.length >= minSamples && samples.reduce((sum, ms) => sum + ms, 0) >= minMs;
  };
  const narrow = ratio !== undefined && ratio.high - ratio.low <= 2 * halfWidth * ratio.ratio;
  return {
    ratio,
    narrowEnough: narrow && rounds.length >= minRounds && enough("arm") && enough("baseline"),
  };
}
