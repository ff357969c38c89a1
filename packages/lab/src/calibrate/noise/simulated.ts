import type { Random } from "@vmoe-bench/measure";
import { exponential, heavyTailed, normal, pareto } from "./draw.ts";
import { inRandomOrder, samplesPerBlock, type Noise } from "./noise.ts";

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
