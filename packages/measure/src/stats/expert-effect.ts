import { areTimes } from "./enough.ts";
import { seededRandom, shuffled } from "./random.ts";
import { midranks } from "./ranks.ts";

export interface ExpertEffect {
  /** η², in [0,1]: the part of the ranks' variance between images that the experts explain. */
  readonly etaSquared: number;
  /** Chance of one as large where experts make no difference. */
  readonly pValue: number;
  readonly experts: number;
  readonly images: number;
}

/** One image: its median latency, and the experts it hit as one word, "3" or "3+7". */
export interface RoutedImage {
  readonly ms: number;
  readonly experts: string;
}

/**
 * Whether latency goes with the experts that an image hits (rule 13): Kruskal and Wallis (1952), "Use
 * of ranks in one-criterion variance analysis", as the effect size η² on ranks, with a permutation
 * test (Good 2005, "Permutation, Parametric and Bootstrap Tests of Hypotheses"), which needs no
 * distribution. An image counts once, with its median: its samples are not independent of each other.
 * @returns undefined ("not enough") with fewer than two groups of experts, with no group of two
 *   images, with a latency that is no time, or where all are equal
 */
export function expertEffect(
  images: readonly RoutedImage[],
  { seed, permutations = 999 }: { readonly seed: number; readonly permutations?: number },
): ExpertEffect | undefined {
  const groups = [...new Set(images.map(({ experts }) => experts))];
  if (groups.length < 2 || images.length <= groups.length) return undefined;
  const times = images.map(({ ms }) => ms);
  if (!areTimes(times) || new Set(times).size < 2) return undefined;
  const ranks = midranks(times);
  const group = images.map(({ experts }) => groups.indexOf(experts));
  const found = etaSquared(ranks, group, groups.length);
  const random = seededRandom(seed);
  let asLarge = 1;
  for (let i = 0; i < permutations; i++)
    if (etaSquared(shuffled(ranks, random), group, groups.length) >= found - 1e-12) asLarge++;
  return {
    etaSquared: found,
    pValue: asLarge / (permutations + 1),
    experts: groups.length,
    images: images.length,
  };
}

/** Sum of squares between the groups over that of all. */
function etaSquared(ranks: readonly number[], group: readonly number[], groups: number): number {
  const middle = (ranks.length + 1) / 2;
  const sums = Array.from({ length: groups }, () => 0);
  const counts = Array.from({ length: groups }, () => 0);
  let total = 0;
  ranks.forEach((rank, i) => {
    const g = group[i] ?? 0;
    sums[g] = (sums[g] ?? 0) + rank - middle;
    counts[g] = (counts[g] ?? 0) + 1;
    total += (rank - middle) ** 2;
  });
  return sums.reduce((sum, own, g) => sum + own ** 2 / (counts[g] ?? 1), 0) / total;
}
