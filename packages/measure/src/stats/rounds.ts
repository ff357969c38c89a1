import { areTimes } from "./enough.ts";
import { median, samplesNeeded } from "./quantile.ts";

/** The samples of one round: both arms' blocks, run near each other in time. In ms. */
export interface Round {
  readonly arm: readonly number[];
  readonly baseline: readonly number[];
}

/** The rounds in which both arms have samples. */
export function pairedRounds(rounds: readonly Round[]): Round[] {
  return rounds.filter(({ arm, baseline }) => arm.length > 0 && baseline.length > 0);
}

/**
 * Logarithm of each round's ratio of medians, arm over baseline.
 * @returns undefined ("not enough") with fewer than two rounds, with fewer samples in all than a
 *   median needs, with a sample that is no time, or where a median is zero
 */
export function logRatios(rounds: readonly Round[]): number[] | undefined {
  const paired = pairedRounds(rounds);
  const count = (side: keyof Round) => paired.reduce((sum, round) => sum + round[side].length, 0);
  if (paired.length < 2 || Math.min(count("arm"), count("baseline")) < samplesNeeded(0.5))
    return undefined;
  if (!paired.every(({ arm, baseline }) => areTimes(arm) && areTimes(baseline))) return undefined;
  const logs = paired.map(({ arm, baseline }) =>
    Math.log((median(arm) ?? NaN) / (median(baseline) ?? NaN)),
  );
  return logs.every(Number.isFinite) ? logs : undefined;
}
