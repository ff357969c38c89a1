import { quantileSorted } from "simple-statistics";
import type { MedianRatio } from "./median-ratio.ts";
import { PooledBlocks } from "./pooled-blocks.ts";
import { median, samplesNeeded, sortedAscending } from "./quantile.ts";
import { seededRandom, symmetricBeta, type Random } from "./random.ts";
import { expandedTail } from "./student.ts";

/**
 * Ratio of the medians of two sets of blocks that were not measured in turns, as of two runs. As
 * {@link medianRatio}, but the blocks of each side are drawn by themselves: nothing that slowed a
 * block of one slowed the same block of the other.
 * @returns undefined ("not enough") as there; `rounds` is the smaller number of blocks
 */
export function independentMedianRatio(
  arm: readonly (readonly number[])[],
  baseline: readonly (readonly number[])[],
  { seed, resamples = 10_000 }: { readonly seed: number; readonly resamples?: number },
): MedianRatio | undefined {
  const sides = [arm, baseline].map((blocks) => blocks.filter((block) => block.length > 0));
  const blocks = Math.min(...sides.map((side) => side.length));
  const enough = sides.every((side) => side.flat().length >= samplesNeeded(0.5));
  if (blocks < 2 || !enough) return undefined;
  const [above, below] = sides.map((side) => median(side.flat()) ?? NaN);
  const ratio = (above ?? NaN) / (below ?? NaN);
  if (!Number.isFinite(ratio) || ratio <= 0) return undefined;

  const random = seededRandom(seed);
  const [over, under] = sides.map((side) => resampler(side, random));
  if (over === undefined || under === undefined) return undefined;
  const sorted = sortedAscending(Array.from({ length: resamples }, () => over() / under()));
  const tail = expandedTail(blocks);
  return {
    ratio,
    low: Math.min(ratio, quantileSorted(sorted, tail)),
    high: Math.max(ratio, quantileSorted(sorted, 1 - tail)),
    rounds: blocks,
  };
}

/** Medians of samples that are drawn from blocks that are drawn. */
function resampler(blocks: readonly (readonly number[])[], random: Random): () => number {
  const pooled = new PooledBlocks(blocks);
  return () => {
    const times = blocks.map(() => 0);
    for (let i = 0; i < blocks.length; i++) {
      const drawn = random.integer(blocks.length);
      times[drawn] = (times[drawn] ?? 0) + 1;
    }
    const n = pooled.size(times);
    return pooled.atRank(Math.ceil(n * symmetricBeta((n + 1) / 2, random)), times);
  };
}
