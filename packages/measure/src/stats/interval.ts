import { mean, sampleStandardDeviation } from "simple-statistics";

/** 97.5 % point of the standard normal distribution. */
export const normal975 = 1.959963984540054;

/**
 * The value that Student's t with `df` degrees of freedom exceeds in size with probability `alpha`
 * (two-sided). By halving on the distribution function, which for whole `df` is a finite series
 * (Abramowitz and Stegun, 26.7.3 and 26.7.4).
 * @param df whole and at least 1
 * @param alpha in (0,1)
 */
export function studentQuantile(df: number, alpha: number): number {
  let low = 0;
  let high = 1;
  while (within(high, df) < 1 - alpha) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (within(middle, df) < 1 - alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t). */
function within(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cosine2 = Math.cos(angle) ** 2;
  const odd = df % 2 === 1;
  if (df === 1) return (2 * angle) / Math.PI;
  let term = odd ? Math.cos(angle) : 1;
  let sum = term;
  for (let j = odd ? 3 : 2; j < df - 1; j += 2) {
    term *= (cosine2 * (j - 1)) / j;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean with Student's interval: for few values, such as one a seed.
 * @returns undefined with fewer than two values
 */
export function meanInterval(values: readonly number[]): Estimate | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1);
  const half = studentQuantile(n - 1, 0.05) * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half };
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Interval of a mean that leaves out `alpha`: Student's t, with each side scaled by e^±kg, g being the
 * sample's skewness and k = 3/(n − 0.75).
 *
 * Where noise is skewed (one arm now and then slower, the other not) most draws lie on one side of
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
