import { median as middle, quantileSorted } from "simple-statistics";

/** Confidence that a percentile must have, as in LoadGen. */
const confidence = 0.99;

/** Ascending; does not change its input. */
export function sortedAscending(samples: readonly number[]): number[] {
  const sorted = new Float64Array(samples);
  sorted.sort();
  // Five times as fast as Array.from, which goes through an iterator.
  const values: number[] = [];
  for (let i = 0; i < sorted.length; i++) values.push(sorted[i] ?? NaN);
  return values;
}

/** The middle sample or the mean of the two; undefined ("not enough") for none or for no times. */
export function median(samples: readonly number[]): number | undefined {
  return samples.length === 0 || !areTimes(samples) ? undefined : middle([...samples]);
}

/**
 * Samples that quantile `p` needs before it is printed: the least n at which seeing at most one
 * sample above the true quantile has a chance under 1 %. That is the minimum of MLPerf LoadGen's
 * early stopping (Inference Rules, "Early Stopping Criterion"): p50 11, p90 64, p95 130, p99 662.
 * @throws RangeError when `p` is not in (0,1)
 */
export function samplesNeeded(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile lies between 0 and 1, not at ${p}.`);
  const atMostOneAbove = (n: number) => p ** n + n * (1 - p) * p ** (n - 1);
  let n = 2;
  while (atMostOneAbove(n) > 1 - confidence) n++;
  return n;
}

/** Quantile `p` (type 7, as numpy), or undefined where there are too few samples for it or no times. */
export function quantile(samples: readonly number[], p: number): number | undefined {
  return quantiles(samples, [p])[0];
}

/** As {@link quantile}, of several `p` with one sort. */
export function quantiles(
  samples: readonly number[],
  ps: readonly number[],
): (number | undefined)[] {
  if (!areTimes(samples)) return ps.map(() => undefined);
  const sorted = sortedAscending(samples);
  return ps.map((p) => (samples.length < samplesNeeded(p) ? undefined : quantileSorted(sorted, p)));
}

/** Whether all of the samples are times: finite numbers, none below zero. */
export function areTimes(samples: readonly number[]): boolean {
  return samples.every((ms) => Number.isFinite(ms) && ms >= 0);
}

export interface Outliers {
  /** Beyond 1.5 IQR of the quartiles, up to 3. */
  readonly mild: number;
  /** Beyond 3 IQR. */
  readonly severe: number;
  /** More than 10 % are severe. */
  readonly noisy: boolean;
}

/** Quartiles of fewer samples are the samples themselves. */
const fewest = 4;

/**
 * Tukey's classes (rule 8): Tukey (1977), "Exploratory Data Analysis", 2D. Outliers are counted, never
 * dropped.
 * @returns undefined ("not enough") for fewer than four samples, or one that is no time
 */
export function outliers(samples: readonly number[]): Outliers | undefined {
  if (samples.length < fewest || !areTimes(samples)) return undefined;
  const sorted = sortedAscending(samples);
  const low = quantileSorted(sorted, 0.25);
  const high = quantileSorted(sorted, 0.75);
  const beyond = (iqrs: number) => {
    const reach = iqrs * (high - low);
    // Sorted, so that they are at the ends.
    const firstWithin = sorted.findIndex((x) => x >= low - reach);
    const lastWithin = sorted.findLastIndex((x) => x <= high + reach);
    return firstWithin + (sorted.length - 1 - lastWithin);
  };
  const severe = beyond(3);
  return { mild: beyond(1.5) - severe, severe, noisy: severe > 0.1 * samples.length };
}
