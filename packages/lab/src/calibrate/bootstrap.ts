import {
  median,
  type MedianRatio,
  pairedRounds,
  type Random,
  type Round,
  seededRandom,
  sortedAscending,
  studentQuantile,
} from "@vmoe-bench/measure";
import { errorFunction, quantileSorted } from "simple-statistics";

/**
 * A draw of Beta(a,a): where the median of 2a−1 uniform draws lies. Ulrich's generator (Devroye
 * 1986, "Non-Uniform Random Variate Generation", IX.3.1), exact for a > 1/2.
 */
export function symmetricBeta(a: number, random: Random): number {
  const angle = 2 * Math.PI * random.uniform();
  const radius = Math.sqrt(1 - random.uniform() ** (2 / (2 * a - 1)));
  return (1 + radius * Math.cos(angle)) / 2;
}

/**
 * The samples of several blocks, made ready to read the quantile of any multiset of the blocks in
 * O(blocks · log samples), without gathering its samples: the samples of all blocks in ascending
 * order, and for each position how many of each block lie at or before it.
 */
export class PooledBlocks {
  readonly #values: Float64Array;
  /** [samples, blocks] */
  readonly #countsTo: Uint32Array;
  readonly #sizes: readonly number[];

  /** @param blocks none of them empty */
  constructor(blocks: readonly (readonly number[])[]) {
    this.#sizes = blocks.map((block) => block.length);
    const total = this.#sizes.reduce((a, b) => a + b, 0);
    this.#values = new Float64Array(total);
    this.#countsTo = new Uint32Array(total * blocks.length);
    const sorted = blocks.map((block) => sortedAscending(block));
    const taken = new Uint32Array(blocks.length);
    for (let position = 0; position < total; position++) {
      let least = Infinity;
      let from = 0;
      sorted.forEach((block, b) => {
        const head = block[taken[b] ?? 0];
        if (head !== undefined && head < least) [least, from] = [head, b];
      });
      taken[from] = (taken[from] ?? 0) + 1;
      this.#values[position] = least;
      this.#countsTo.set(taken, position * blocks.length);
    }
  }

  /** Samples in the multiset that holds block b `times[b]` times. */
  size(times: readonly number[]): number {
    return times.reduce((sum, n, b) => sum + n * (this.#sizes[b] ?? 0), 0);
  }

  /** The smallest sample with at least `rank` of the multiset's samples at or below it; rank ≥ 1. */
  atRank(rank: number, times: readonly number[]): number {
    let low = 0;
    let high = this.#values.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let count = 0;
      const row = middle * times.length;
      for (let b = 0; b < times.length; b++)
        count += (times[b] ?? 0) * (this.#countsTo[row + b] ?? 0);
      if (count >= rank) high = middle;
      else low = middle + 1;
    }
    return this.#values[low] ?? NaN;
  }
}

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
