import type { Random } from "../stats/random.ts";
import type { Round } from "../stats/median-ratio.ts";

export interface SimulatedRounds {
  readonly factor: number;
  /** Each sample is off by up to this part. */
  readonly noise: number;
  /** Each round is slower by up to this part, both arms alike. */
  readonly pace?: number;
  /** Each block is off by up to this part. */
  readonly level?: number;
  readonly n?: number;
}

/** Rounds whose arms take `factor` and 1 ms. */
export function simulatedRounds(
  count: number,
  { factor, noise, pace = 0, level = 0, n = 100 }: SimulatedRounds,
  random: Random,
): Round[] {
  const around = (centre: number, part: number) => centre * (1 + part * (2 * random.uniform() - 1));
  const block = (centre: number) => {
    const own = around(centre, level);
    return Array.from({ length: n }, () => around(own, noise));
  };
  return Array.from({ length: count }, () => {
    const slow = 1 + pace * random.uniform();
    return { arm: block(factor * slow), baseline: block(slow) };
  });
}
