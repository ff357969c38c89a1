import {
  medianRatio,
  seededRandom,
  shuffled,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";

interface Rounds {
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUp?: number;
  readonly seed?: number;
  /** Called before each round; those of the warm-up are negative. */
  readonly onRound?: (round: number) => void;
}

/**
 * Measures all in rounds, each round in a random order of its own, as a run does: so that what slows
 * the machine slows all.
 * @param measure takes one of them once
 * @returns of each, what was measured, round by round
 */
export async function inRounds<T, Measured>(
  all: readonly T[],
  measure: (one: T) => Promise<Measured>,
  { rounds, warmUp = 0, seed = 1, onRound = () => undefined }: Rounds,
): Promise<Map<T, Measured[]>> {
  const random = seededRandom(seed);
  const measured = new Map<T, Measured[]>(all.map((one) => [one, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    onRound(round);
    for (const one of shuffled(all, random)) {
      const value = await measure(one);
      if (round >= 0) measured.get(one)?.push(value);
    }
  }
  return measured;
}

/** What two of them gave in the same rounds. */
export function pairsOf<T, Measured>(
  measured: ReadonlyMap<T, readonly Measured[]>,
  first: T,
  second: T,
): [Measured, Measured][] {
  const others = measured.get(second) ?? [];
  return (measured.get(first) ?? []).flatMap((one, round) => {
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
