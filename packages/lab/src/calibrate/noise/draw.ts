import type { Random } from "@vmoe-bench/measure";

/** Standard normal (Box and Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

/** Student's t with 3 degrees of freedom: heavy tails, finite variance. */
export function heavyTailed(random: Random): number {
  const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
  return normal(random) / Math.sqrt(squares / 3);
}

/** With mean 1. */
export function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** At least 1; P(X > x) = x^−1.5, so that the mean exists and the variance does not. */
export function pareto(random: Random): number {
  return (1 - random.uniform()) ** (-1 / 1.5);
}
