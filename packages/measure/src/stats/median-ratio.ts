import { mean, sampleVariance } from "simple-statistics";
import { skewedInterval, studentQuantile } from "./interval.ts";
import { areTimes, median, samplesNeeded } from "./quantile.ts";

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

export interface MedianRatio {
  /** Geometric mean over the rounds of the arm's median over the baseline's. */
  readonly ratio: number;
  /** 95 % interval; the ratio lies in it. */
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

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

/**
 * Ratio of the medians of two sets of blocks that were not measured in turns, as of two runs, with a
 * 95 % interval. A block is the unit, as a round is in {@link medianRatio}; nothing that slowed a block
 * of one side slowed the same block of the other, so the interval is Welch's t between the blocks' log
 * medians (Welch 1947, "The generalization of 'Student's' problem"), with his degrees of freedom rounded
 * down.
 * @returns undefined ("not enough") where a side has fewer than two blocks, fewer samples than a median
 *   needs, a sample that is no time, or a median of zero; `rounds` is the smaller number of blocks
 */
export function independentMedianRatio(
  arm: readonly (readonly number[])[],
  baseline: readonly (readonly number[])[],
): MedianRatio | undefined {
  const over = logMedians(arm);
  const under = logMedians(baseline);
  if (over === undefined || under === undefined) return undefined;
  const centre = mean(over) - mean(under);
  const [a, b] = [errorOf(over), errorOf(under)];
  const spread = a.square + b.square;
  const freedom =
    spread === 0 ? 1 : spread ** 2 / (a.square ** 2 / a.freedom + b.square ** 2 / b.freedom);
  const half = studentQuantile(Math.max(1, Math.floor(freedom)), 0.05) * Math.sqrt(spread);
  return {
    ratio: Math.exp(centre),
    low: Math.exp(centre - half),
    high: Math.exp(centre + half),
    rounds: Math.min(over.length, under.length),
  };
}

/** Square of the standard error of a mean, and its degrees of freedom. */
function errorOf(values: number[]): { readonly square: number; readonly freedom: number } {
  return { square: sampleVariance(values) / values.length, freedom: values.length - 1 };
}

function logMedians(blocks: readonly (readonly number[])[]): number[] | undefined {
  const used = blocks.filter((block) => block.length > 0);
  const samples = used.reduce((sum, block) => sum + block.length, 0);
  if (used.length < 2 || samples < samplesNeeded(0.5) || !used.every(areTimes)) return undefined;
  const logs = used.map((block) => Math.log(median(block) ?? NaN));
  return logs.every(Number.isFinite) ? logs : undefined;
}
