import { studentQuantile } from "./student.ts";

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
