import { median as middle, quantileSorted } from "simple-statistics";
import { areTimes } from "./enough.ts";

/** Confidence that a percentile must have, as in LoadGen. */
const confidence = 0.99;

/** Ascending; does not change its input. */
export function sortedAscending(samples: readonly number[]): number[] {
  return Array.from(Float64Array.from(samples).toSorted());
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
  if (samples.length < samplesNeeded(p) || !areTimes(samples)) return undefined;
  return quantileSorted(sortedAscending(samples), p);
}
