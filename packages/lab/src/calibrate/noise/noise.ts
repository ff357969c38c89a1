import type { Random, Round } from "@vmoe-bench/measure";

/** The next round of a comparison whose arm is truly `factor` times as slow as its baseline. */
export type NextRound = (factor: number) => Round;

/** A kind of noise with known truth. */
export interface Noise {
  readonly name: string;
  /** In plain words, with its sizes. */
  readonly what: string;
  /** Begins a comparison: its rounds follow each other in time. */
  start(random: Random): NextRound;
}

/** Samples a simulated block has. Real ones have 400 to 5,000: fewer are noisier and faster. */
export const samplesPerBlock = 100;

/** Both arms' blocks one after the other, in random order, as the runner plans them. */
export function inRandomOrder(random: Random, block: (factor: number) => number[]): NextRound {
  return (factor) => {
    if (random.uniform() < 0.5) {
      const arm = block(factor);
      return { arm, baseline: block(1) };
    }
    const baseline = block(1);
    return { arm: block(factor), baseline };
  };
}
