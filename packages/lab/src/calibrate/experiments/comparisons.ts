import { seededRandom } from "@vmoe-bench/measure";
import type { Noise } from "../noise/noise.ts";
import { compare, type Compared } from "../simulate/compare.ts";
import type { Tick } from "./experiment.ts";

const comparisonsATick = 100;

interface Work {
  /** The true ratio. */
  readonly factor: number;
  readonly count: number;
  readonly seed: number;
  readonly mostRounds?: number;
}

/** `count` comparisons on one kind of noise; the same seed gives the same ones. */
export async function comparisons(
  noise: Noise,
  { factor, count, seed, mostRounds }: Work,
  tick: (done: number) => Promise<void>,
): Promise<Compared[]> {
  const random = seededRandom(seed);
  const found: Compared[] = [];
  while (found.length < count) {
    found.push(compare(noise.start(random), factor, mostRounds));
    if (found.length % comparisonsATick === 0) await tick(found.length);
  }
  return found;
}

/** One tick for work of several equal parts. */
export function partOf(tick: Tick, part: number, parts: number, count: number) {
  return (done: number) => tick(part * count + done, parts * count);
}
