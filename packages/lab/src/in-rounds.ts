import {
  medianRatio,
  seededRandom,
  shuffled,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";

/**
 * Measures all in rounds, each round in a random order of its own, as a run does: so that what slows
 * the machine slows all.
 * @param measure takes one of them once
 * @param warmUp rounds before those that count
 * @returns of each, what was measured, round by round
 */
export async function inRounds<T, Measured>(
  all: readonly T[],
  measure: (one: T) => Promise<Measured>,
  { rounds, warmUp = 0 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Map<T, Measured[]>> {
  const random = seededRandom(1);
  const found = new Map<T, Measured[]>(all.map((one) => [one, []]));
  for (let round = -warmUp; round < rounds; round += 1)
    for (const one of shuffled(all, random)) {
      const measured = await measure(one);
      if (round >= 0) found.get(one)?.push(measured);
    }
  return found;
}

/** What two of them gave in the same rounds. */
export function pairsOf<T, Measured>(
  found: ReadonlyMap<T, readonly Measured[]>,
  first: T,
  second: T,
): [Measured, Measured][] {
  const others = found.get(second) ?? [];
  return (found.get(first) ?? []).flatMap((one, round) => {
    const other = others[round];
    return other === undefined ? [] : [[one, other] as [Measured, Measured]];
  });
}

/** An arm's samples over its baseline's, as the table has it. */
export function ratioOf(
  pairs: readonly (readonly [arm: readonly number[], baseline: readonly number[]])[],
): MedianRatio {
  const rounds = pairs.map(([arm, baseline]): Round => ({ arm, baseline }));
  const ratio = medianRatio(rounds);
  if (ratio === undefined) throw new Error("The rounds give no ratio.");
  return ratio;
}
