import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Seeded random numbers: the same seed gives the same ones everywhere. */
export interface Random {
  /** An integer in [0, below). */
  integer(below: number): number;
  /** In [0,1). */
  uniform(): number;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return {
    integer: (below) => uniformInt(generator, 0, below - 1),
    uniform: () => uniformFloat64(generator),
  };
}

/**
 * A draw of Beta(a,a): where the median of 2a−1 uniform draws lies. Ulrich's generator (Devroye
 * 1986, "Non-Uniform Random Variate Generation", IX.3.1), exact for a > 1/2.
 */
export function symmetricBeta(a: number, random: Random): number {
  const angle = 2 * Math.PI * random.uniform();
  const radius = Math.sqrt(1 - random.uniform() ** (2 / (2 * a - 1)));
  return (1 + radius * Math.cos(angle)) / 2;
}

/** A new array in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
