import { normal975 } from "./interval.ts";

/** A part of N with its 95 % Wilson score interval, which is not centred on it. */
export interface Proportion {
  /** In [0,1]. */
  readonly value: number;
  /** Ends of the interval, in [0,1]; apart even at 0 % and 100 %. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

const z = normal975;

/**
 * Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference".
 * @returns undefined ("not enough") unless `hits` of at least one are whole and no more than `n`
 */
export function proportion(hits: number, n: number): Proportion | undefined {
  if (!(Number.isInteger(n) && Number.isInteger(hits) && hits >= 0 && hits <= n && n > 0))
    return undefined;
  const value = hits / n;
  const shrunk = 1 + z ** 2 / n;
  const centre = (value + z ** 2 / (2 * n)) / shrunk;
  const spread = Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2));
  const half = (z / shrunk) * spread;
  // At none and all one end is the part itself, but for rounding.
  const low = hits === 0 ? 0 : centre - half;
  const high = hits === n ? 1 : centre + half;
  return { value, low, high, n };
}

/** Top-1: the part of the predicted classes that are the labels. */
export function top1(labels: readonly number[], predicted: readonly number[]) {
  return proportion(hitsOf(labels, predicted), Math.min(labels.length, predicted.length));
}

/** Images whose predicted class is their label. */
export function hitsOf(labels: readonly number[], predicted: readonly number[]): number {
  const n = Math.min(labels.length, predicted.length);
  let hits = 0;
  for (let i = 0; i < n; i++) if (labels[i] === predicted[i]) hits++;
  return hits;
}

/** Top-1 beside what guessing gives. */
interface BesideChance {
  readonly hits: number;
  readonly images: number;
  /** K: guessing is right once in K. */
  readonly classes: number;
  /** The chance of at least so many hits by guessing, exactly (binomial). */
  readonly pValue: number;
}

/**
 * Whether a top-1 is above what guessing among K classes gives.
 * @returns undefined ("can't tell") where even a model that is always right would not show it
 */
export function besideChance(
  labels: readonly number[],
  predicted: readonly number[],
  classes: number,
): BesideChance | undefined {
  const images = Math.min(labels.length, predicted.length);
  if (classes < 2 || images === 0 || classes ** -images > chanceLimit) return undefined;
  const hits = hitsOf(labels, predicted);
  return { hits, images, classes, pValue: atLeast(hits, images, 1 / classes) };
}

/** A top-1 whose p value is above this is not shown to be above chance. */
export const chanceLimit = 0.05;

/**
 * The class that all images get, where at least seven of them are of others: a model that is right on
 * half of those does that once in 128 runs.
 */
export function onlyClass(
  labels: readonly number[],
  predicted: readonly number[],
): number | undefined {
  const [first] = predicted;
  if (first === undefined || predicted.some((label) => label !== first)) return undefined;
  return labels.filter((label) => label !== first).length >= leastOthers ? first : undefined;
}

const leastOthers = 7;

/** Chance of at least `hits` successes of n; in logarithms, so that large n do not underflow. */
function atLeast(hits: number, n: number, p: number): number {
  let log = n * Math.log1p(-p);
  let below = 0;
  for (let k = 0; k < hits; k++) {
    below += Math.exp(log);
    log += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return Math.max(0, 1 - below);
}
