import { quantileSorted } from "simple-statistics";
import { sortedAscending } from "./quantile.ts";

export interface Outliers {
  /** Beyond 1.5 IQR of the quartiles, up to 3. */
  readonly mild: number;
  /** Beyond 3 IQR. */
  readonly severe: number;
  /** More than 10 % are severe. */
  readonly noisy: boolean;
}

/** Tukey's classes (rule 8). Outliers are counted, never dropped. */
export function outliers(samples: readonly number[]): Outliers {
  if (samples.length === 0) return { mild: 0, severe: 0, noisy: false };
  const sorted = sortedAscending(samples);
  const low = quantileSorted(sorted, 0.25);
  const high = quantileSorted(sorted, 0.75);
  const beyond = (iqrs: number) => {
    const reach = iqrs * (high - low);
    return sorted.filter((x) => x < low - reach || x > high + reach).length;
  };
  const severe = beyond(3);
  return { mild: beyond(1.5) - severe, severe, noisy: severe > 0.1 * samples.length };
}
