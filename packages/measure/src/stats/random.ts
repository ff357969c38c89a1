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

/** A new array in random order: that of a random key for each item. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
