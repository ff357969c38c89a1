import { areTimes } from "./enough.ts";
import { median } from "./quantile.ts";

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
