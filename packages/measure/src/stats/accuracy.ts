import { normal975 } from "./student.ts";

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
  const n = Math.min(labels.length, predicted.length);
  let hits = 0;
  for (let i = 0; i < n; i++) if (labels[i] === predicted[i]) hits++;
  return proportion(hits, n);
}
