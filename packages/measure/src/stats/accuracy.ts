import { normal975 } from "./student.ts";

/** A part of N with its 95 % half-width. */
export interface Proportion {
  /** In [0,1]. */
  readonly value: number;
  /** Half the width of the 95 % Wilson score interval; not zero at 0 % and 100 %. */
  readonly halfWidth: number;
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
  const spread = Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2));
  return { value, halfWidth: (z / (1 + z ** 2 / n)) * spread, n };
}

/** Top-1: the part of the predicted classes that are the labels. */
export function top1(labels: readonly number[], predicted: readonly number[]) {
  const n = Math.min(labels.length, predicted.length);
  let hits = 0;
  for (let i = 0; i < n; i++) if (labels[i] === predicted[i]) hits++;
  return proportion(hits, n);
}
