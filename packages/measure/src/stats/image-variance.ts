import { mean } from "simple-statistics";
import { areTimes } from "./enough.ts";

export interface ImageVariance {
  /** Standard deviation of the samples of one image, in ms. */
  readonly withinMs: number;
  /** Standard deviation of the images' true latencies, in ms; 0 where they do not differ. */
  readonly betweenMs: number;
  /** Part of the samples' variance that images explain, in [0,1]: the intraclass correlation. */
  readonly explained: number;
  readonly images: number;
}

/**
 * The samples of each image, of a block that went round its batches in order.
 * @param batches the positions that sample 0, 1, … went round
 */
export function samplesByBatch(samplesMs: readonly number[], batches: number): number[][] {
  const groups = Array.from({ length: batches }, (): number[] => []);
  samplesMs.forEach((ms, i) => groups[i % batches]?.push(ms));
  return groups;
}

/**
 * Variance of latency within and between images (rule 13), by the one-way analysis of variance of
 * random effects: Searle, Casella and McCulloch (1992), "Variance Components", 3.6. Counts may differ.
 * @param groups the samples of each image, of one process
 * @returns undefined ("not enough") with fewer than two images, no image that ran twice, a sample that
 *   is no time, or where all samples are equal
 */
export function imageVariance(groups: readonly (readonly number[])[]): ImageVariance | undefined {
  const used = groups.filter((group) => group.length > 0);
  const n = used.reduce((sum, group) => sum + group.length, 0);
  if (used.length < 2 || n <= used.length || !used.every(areTimes)) return undefined;
  const all = mean(used.flat());
  let within = 0;
  let between = 0;
  for (const group of used) {
    const own = mean([...group]);
    between += group.length * (own - all) ** 2;
    for (const ms of group) within += (ms - own) ** 2;
  }
  const meanSquareWithin = within / (n - used.length);
  const meanSquareBetween = between / (used.length - 1);
  const squares = used.reduce((sum, group) => sum + group.length ** 2, 0);
  const size = (n - squares / n) / (used.length - 1);
  const images = Math.max(0, (meanSquareBetween - meanSquareWithin) / size);
  const total = images + meanSquareWithin;
  if (total === 0) return undefined;
  return {
    withinMs: Math.sqrt(meanSquareWithin),
    betweenMs: Math.sqrt(images),
    explained: images / total,
    images: used.length,
  };
}
