import { mean, median as middle, sampleCorrelation } from "simple-statistics";
import { areTimes, median } from "./quantile.ts";

/**
 * Median of the last quarter over that of the first, minus 1, in time order (rule 9).
 * @returns undefined with fewer than 8 samples, or one that is no time, or where the first quarter took none
 */
export function drift(samples: readonly number[]): number | undefined {
  if (samples.length < 8 || !areTimes(samples)) return undefined;
  const quarter = Math.floor(samples.length / 4);
  const first = median(samples.slice(0, quarter));
  const last = median(samples.slice(-quarter));
  if (first === undefined || last === undefined || first === 0) return undefined;
  return last / first - 1;
}

/** At least this many samples are looked at, at most that many. */
const fewest = 10;
const most = 500;
/** A trend that moves the median by less than this is none. */
const negligible = 0.01;

/**
 * Whether the tail of a warm-up has stopped moving: its last half shows no monotone trend (Spearman's
 * rank correlation with time, two-sided 5 %), or one that moves the median by under 1 % from the
 * half's first part to its second. Ranks, so that single slow samples do not hide or feign a trend;
 * equal samples share a rank, or a coarse clock would feign one.
 */
export function isFlat(samplesMs: readonly number[]): boolean {
  if (samplesMs.length < fewest || !areTimes(samplesMs)) return false;
  const size = Math.min(most, Math.max(fewest, Math.floor(samplesMs.length / 2)));
  const tail = samplesMs.slice(-size);
  const half = Math.floor(size / 2);
  const before = middle(tail.slice(0, half));
  const after = middle(tail.slice(half));
  if (Math.abs(after - before) <= negligible * before) return true;
  const trend = sampleCorrelation([...tail.keys()], midranks(tail));
  // Under no trend the correlation's standard error is 1/sqrt(n−1).
  return Math.abs(trend) <= 1.96 / Math.sqrt(size - 1);
}

/** Ranks from 1; equal values share their mean rank. */
export function midranks(values: readonly number[]): number[] {
  const order = [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = values.map(() => 0);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = values[order[from] ?? 0];
    while (to < order.length && values[order[to] ?? 0] === value) to++;
    for (const index of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
  }
  return ranks;
}

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
