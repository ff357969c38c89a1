import { recordedNoise, type RecordedArm } from "../noise/recorded.ts";
import type { Noise } from "../noise/noise.ts";
import { armKey, KnownError } from "@vmoe-bench/contracts";
import { listRuns, readRun } from "@vmoe-bench/runner";
import { resultsRoot } from "@vmoe-bench/files";

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

export interface Recorded {
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
