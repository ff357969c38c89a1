import { median, type Random } from "@vmoe-bench/measure";
import { samplesPerBlock, type Noise } from "./noise.ts";

/** The latency blocks of one arm of a real run, round by round, in ms. */
export interface RecordedArm {
  /** Arms are only paired with arms of their own backend. */
  readonly backend: string;
  readonly blocks: readonly (readonly number[])[];
}

interface Block {
  /** Logarithm of the block's median less the mean of its arm's. */
  readonly level: number;
  /** Over the block's median. */
  readonly samples: readonly number[];
}

/**
 * Noise as it was recorded. A comparison takes two arms of one backend; each of its rounds is a
 * recorded round of the two, drawn with replacement, so that what slowed both stays together. Each arm
 * is divided by its own level, and the two change sides at random: the true ratio is then exactly the
 * factor that is asked for. Samples are a stretch of the real ones, in their order. Levels are widened
 * by √(n/(n−1)), because n of them vary less around their own mean than around the true one.
 * @param where they were recorded, as words for the page
 * @throws RangeError when no backend has two arms of two or more rounds
 */
export function recordedNoise(arms: readonly RecordedArm[], where = "real"): Noise {
  const pairs = arms.flatMap((a, i) =>
    arms.slice(i + 1).flatMap((b) => {
      const alike = a.backend === b.backend && a.blocks.length === b.blocks.length;
      return alike && a.blocks.length > 1
        ? [[levelled(a.blocks), levelled(b.blocks)] as const]
        : [];
    }),
  );
  if (pairs.length === 0) throw new RangeError("No two recorded arms can be paired.");
  return {
    name: "recorded",
    what: `blocks of ${arms.length} ${where} arms, ${pairs.length} pairs`,
    start(random) {
      const pair = pick(pairs, random);
      return (factor) => {
        const round = random.integer(pair[0].length);
        const [first, second] = random.uniform() < 0.5 ? pair : [pair[1], pair[0]];
        return {
          arm: stretch(first[round], factor, random),
          baseline: stretch(second[round], 1, random),
        };
      };
    },
  };
}

function levelled(blocks: readonly (readonly number[])[]): Block[] {
  const medians = blocks.map((block) => median(block) ?? NaN);
  const logs = medians.map((ms) => Math.log(ms));
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const wider = Math.sqrt(logs.length / (logs.length - 1));
  return blocks.map((block, i) => ({
    level: ((logs[i] ?? NaN) - mean) * wider,
    samples: block.map((ms) => ms / (medians[i] ?? NaN)),
  }));
}

function stretch(block: Block | undefined, factor: number, random: Random): number[] {
  if (block === undefined) return [];
  const { samples } = block;
  const pace = factor * Math.exp(block.level);
  const from = random.integer(samples.length);
  return Array.from(
    { length: samplesPerBlock },
    (_, i) => pace * (samples[(from + i) % samples.length] ?? NaN),
  );
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
