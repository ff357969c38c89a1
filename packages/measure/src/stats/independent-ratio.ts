import { mean, sampleVariance } from "simple-statistics";
import { areTimes } from "./enough.ts";
import { median, samplesNeeded } from "./quantile.ts";
import type { MedianRatio } from "./ratio.ts";
import { studentQuantile } from "./student.ts";

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
