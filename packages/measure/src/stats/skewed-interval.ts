import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile } from "./student.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Interval of a mean that leaves out `alpha`: Student's t, with each side scaled by e^±kg, g being the
 * sample's skewness and k = 3/(n − 0.75).
 *
 * Of noise that is skewed (one arm now and then slower, the other not) most draws lie on one side of
 * the mean and a few far on the other. Student's t then misses a mean that lies beyond the few: of
 * five exponential draws it covers 88 %. The sample's own skewness says which side to widen, as in
 * Johnson (1978), "Modified t tests and confidence intervals for asymmetrical populations"; his shift
 * of the centre grows without bound where one draw of few stands out, a factor does not. k falls with
 * n because a few draws say little of the skewness: large where there is only the sign to go by,
 * next to none where the mean of many is nearly normal.
 * @param values at least two
 */
export function skewedInterval(values: readonly number[], alpha: number): Interval {
  const n = values.length;
  const centre = mean([...values]);
  const half = halfWidth(values, alpha);
  const tilt = Math.exp((3 / (n - 0.75)) * skewness(values));
  return { low: centre - half / tilt, high: centre + half * tilt };
}

/** Half of Student's interval that leaves out `alpha`, around the mean of at least two values. */
export function halfWidth(values: readonly number[], alpha: number): number {
  const n = values.length;
  return studentQuantile(n - 1, alpha) * (sampleStandardDeviation([...values]) / Math.sqrt(n));
}

/** Third central moment over the cube of the standard deviation; 0 where all values are alike. */
export function skewness(values: readonly number[]): number {
  const centre = mean([...values]);
  const moment = (power: number) => mean(values.map((value) => (value - centre) ** power));
  const variance = moment(2);
  return variance === 0 ? 0 : moment(3) / variance ** 1.5;
}
