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
function inRandomOrder(random: Random, block: (factor: number) => number[]): NextRound {
  return (factor) => {
    if (random.uniform() < 0.5) {
      const arm = block(factor);
      return { arm, baseline: block(1) };
    }
    const baseline = block(1);
    return { arm: block(factor), baseline };
  };
}

/** Standard normal (Box and Muller 1958). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

/** Student's t with 3 degrees of freedom: heavy tails, finite variance. */
function heavyTailed(random: Random): number {
  const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
  return normal(random) / Math.sqrt(squares / 3);
}

/** With mean 1. */
function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** At least 1; P(X > x) = x^−1.5, so that the mean exists and the variance does not. */
function pareto(random: Random): number {
  return (1 - random.uniform()) ** (-1 / 1.5);
}

const samples = (next: () => number) => Array.from({ length: samplesPerBlock }, next);
/** Around 1, off by this part. */
const around = (random: Random, part: number) => Math.exp(part * normal(random));

const clean: Noise = {
  name: "clean",
  what: "samples ±5 %, independent",
  start: (random) =>
    inRandomOrder(random, (factor) => samples(() => factor * around(random, 0.05))),
};

const roundEffects: Noise = {
  name: "rounds",
  what: "rounds ±5 % for both arms, blocks ±3 %, samples ±5 %",
  start: (random) => (factor) => {
    const round = around(random, 0.05);
    const block = (pace: number) => {
      const own = pace * round * around(random, 0.03);
      return samples(() => own * around(random, 0.05));
    };
    return { arm: block(factor), baseline: block(1) };
  },
};

const drift: Noise = {
  name: "drift",
  what: "1 % slower (or faster) with each block, blocks ±1 %, samples ±5 %",
  start(random) {
    const step = (random.uniform() < 0.5 ? -0.01 : 0.01) / samplesPerBlock;
    let passed = 0;
    return inRandomOrder(random, (factor) => {
      const own = factor * around(random, 0.01);
      return samples(() => own * Math.exp((passed += step)) * around(random, 0.05));
    });
  },
};

const bursts: Noise = {
  name: "bursts",
  what: "two bursts a block, each a twentieth of it and 1.5 to 3 times as slow; blocks ±2 %, samples ±5 %",
  start(random) {
    let left = 0;
    let slow = 1;
    return inRandomOrder(random, (factor) => {
      const own = factor * around(random, 0.02);
      return samples(() => {
        if (left <= 0 && random.uniform() < 2 / samplesPerBlock) {
          left = exponential(random) * 0.05 * samplesPerBlock;
          slow = 1.5 + 1.5 * random.uniform();
        }
        const pace = left > 0 ? slow : 1;
        left--;
        return own * pace * around(random, 0.05);
      });
    });
  },
};

const heavyTails: Noise = {
  name: "heavy tails",
  what: "samples with a Pareto tail (no variance), blocks ±2 % of Student's t with 3 degrees of freedom",
  start: (random) =>
    inRandomOrder(random, (factor) => {
      const own = factor * Math.exp(0.02 * heavyTailed(random));
      return samples(() => own * (1 + 0.05 * pareto(random)));
    }),
};

const autocorrelation: Noise = {
  name: "autocorrelation",
  what: "AR(1): samples ±8 % with 0.95 to the next, blocks ±4 % with 0.6 to the next",
  start(random) {
    let sample = normal(random);
    let level = normal(random);
    return inRandomOrder(random, (factor) => {
      level = 0.6 * level + Math.sqrt(1 - 0.6 ** 2) * normal(random);
      const own = factor * Math.exp(0.04 * level);
      return samples(() => {
        sample = 0.95 * sample + Math.sqrt(1 - 0.95 ** 2) * normal(random);
        return own * Math.exp(0.08 * sample);
      });
    });
  },
};

/** Its mean is the truth, as the interval is one of a mean: most blocks are a little faster. */
const skewedInOneArm: Noise = {
  name: "skewed in one arm",
  what: "blocks of the arm +3 % exponential, of the baseline none; samples ±2 %",
  start: (random) => (factor) => {
    const own = factor * Math.exp(0.03 * (exponential(random) - 1));
    return {
      arm: samples(() => own * around(random, 0.02)),
      baseline: samples(() => around(random, 0.02)),
    };
  },
};

export const simulatedNoise: readonly Noise[] = [
  clean,
  roundEffects,
  drift,
  bursts,
  heavyTails,
  autocorrelation,
  skewedInOneArm,
];
