import type { Random } from "@vmoe-bench/measure";

/**
 * A draw of Beta(a,a): where the median of 2a−1 uniform draws lies. Ulrich's generator (Devroye
 * 1986, "Non-Uniform Random Variate Generation", IX.3.1), exact for a > 1/2.
 */
export function symmetricBeta(a: number, random: Random): number {
  const angle = 2 * Math.PI * random.uniform();
  const radius = Math.sqrt(1 - random.uniform() ** (2 / (2 * a - 1)));
  return (1 + radius * Math.cos(angle)) / 2;
}
