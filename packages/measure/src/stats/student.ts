import { errorFunction } from "simple-statistics";

/** Of 1, 2, … 30 degrees of freedom. */
const fewDegrees = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
/** 97.5 % point of the standard normal distribution. */
export const normal975 = 1.959963984540054;

/** 97.5 % point of Student's t; above 30 degrees of freedom the normal distribution's. */
export function t975(degreesOfFreedom: number): number {
  return fewDegrees[degreesOfFreedom - 1] ?? normal975;
}

/**
 * The tail that a bootstrap over `n` units must leave out on each side, so that its percentile
 * interval covers 95 % although n is small: Φ(−t·√(n/(n−1))), 0.025 for large n. The "expanded
 * percentile interval" of Hesterberg (2015), "What Teachers Should Know About the Bootstrap", 5.3.
 */
export function expandedTail(n: number): number {
  const t = t975(n - 1);
  const x = t * Math.sqrt(n / (n - 1));
  return (1 - errorFunction(x / Math.SQRT2)) / 2;
}
