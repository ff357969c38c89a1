import {
  median,
  pairedRounds,
  seededRandom,
  sortedAscending,
  studentQuantile,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";
import { errorFunction, quantileSorted } from "simple-statistics";
import { PooledBlocks } from "./pooled-blocks.ts";
import { symmetricBeta } from "./symmetric-beta.ts";

/**
 * Ratio of the medians of all samples, with a 95 % interval from a hierarchical bootstrap: rounds are
 * drawn with replacement, the same for both arms, then samples from the rounds' pooled samples. The
 * median of n samples drawn from n sorted ones lies at a rank distributed as n·Beta((n+1)/2,(n+1)/2),
 * so one draw of that rank stands for n of samples. Percentiles are widened for few rounds.
 * @param all with at least two rounds that have samples of both arms; their medians positive
 */
export function hierarchicalBootstrap(
  all: readonly Round[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): MedianRatio {
  const rounds = pairedRounds(all);
  const random = seededRandom(seed);
  const arms = new PooledBlocks(rounds.map((round) => round.arm));
  const baselines = new PooledBlocks(rounds.map((round) => round.baseline));
  const resampled = (blocks: PooledBlocks, times: readonly number[]) => {
    const n = blocks.size(times);
    return blocks.atRank(Math.ceil(n * symmetricBeta((n + 1) / 2, random)), times);
  };
  const ratios = Array.from({ length: resamples }, () => {
    const times = rounds.map(() => 0);
    for (let i = 0; i < rounds.length; i++) {
      const drawn = random.integer(rounds.length);
      times[drawn] = (times[drawn] ?? 0) + 1;
    }
    return resampled(arms, times) / resampled(baselines, times);
  });
  const middle = (side: keyof Round) => median(rounds.flatMap((round) => round[side])) ?? NaN;
  const ratio = middle("arm") / middle("baseline");
  const sorted = sortedAscending(ratios);
  const tail = expandedTail(rounds.length);
  return {
    ratio,
    low: Math.min(ratio, quantileSorted(sorted, tail)),
    high: Math.max(ratio, quantileSorted(sorted, 1 - tail)),
    rounds: rounds.length,
  };
}

/**
 * The tail that a bootstrap over `n` units must leave out on each side, so that its percentile
 * interval covers 95 % although n is small: Φ(−t·√(n/(n−1))), 0.025 for large n. The "expanded
 * percentile interval" of Hesterberg (2015), "What Teachers Should Know About the Bootstrap", 5.3.
 */
export function expandedTail(n: number): number {
  const x = studentQuantile(n - 1, 0.05) * Math.sqrt(n / (n - 1));
  return (1 - errorFunction(x / Math.SQRT2)) / 2;
}
