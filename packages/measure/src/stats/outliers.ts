import { quantileSorted } from "simple-statistics";
import { areTimes } from "./enough.ts";
import { sortedAscending } from "./quantile.ts";

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
