import { median, type Random } from "@vmoe-bench/measure";
import { armKey, KnownError } from "@vmoe-bench/contracts";
import { listRuns, readRun } from "@vmoe-bench/runner";
import { resultsRoot } from "@vmoe-bench/files";
import { type Noise, samplesPerBlock } from "./noise.ts";

/** The latency blocks of one arm of a real run, round by round, in ms. */
interface RecordedArm {
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

/** The device whose committed runs are the noise model. */
const device = "xeon-2core";
const leastRounds = 5;

function noRecordedNoiseError(): KnownError {
  return new KnownError(
    "no-recorded-noise",
    `results/${device} has no run with two arms of five rounds.`,
    `Make one: vmoe-bench run --device ${device}.`,
  );
}

interface Recorded {
  readonly noise: Noise;
  /** Measured time of an arm in a round, on average. */
  readonly roundSeconds: number;
}

/** The latency blocks of the newest committed run, as noise. */
export async function readRecorded(): Promise<Recorded> {
  const newest = (await listRuns(resultsRoot)).find(({ deviceId }) => deviceId === device);
  if (newest === undefined) throw noRecordedNoiseError();
  const run = await readRun(newest.dir);
  const byArm = new Map<string, { backend: string; blocks: number[][] }>();
  for (const record of run.records) {
    if (record.status !== "completed" || record.measurement.kind !== "latency") continue;
    const key = armKey(record.arm);
    const arm = byArm.get(key) ?? { backend: record.arm.backend, blocks: [] };
    arm.blocks.push([...record.measurement.samplesMs]);
    byArm.set(key, arm);
  }
  const arms: RecordedArm[] = [...byArm.values()].filter(
    ({ blocks }) => blocks.length >= leastRounds,
  );
  if (arms.length < 2) throw noRecordedNoiseError();
  const blocks = arms.flatMap((arm) => arm.blocks);
  const ms = blocks.flat().reduce((sum, sample) => sum + sample, 0);
  const where = `${device} (${run.manifest.startedAt.slice(0, 10)})`;
  return { noise: recordedNoise(arms, where), roundSeconds: ms / 1_000 / blocks.length };
}
