import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  armKey,
  checkJson,
  messageOf,
  recordSchema,
  recordSchemaVersion,
  runManifestSchema,
} from "@vmoe-bench/contracts";
import type { BlockRecord, RunManifest } from "@vmoe-bench/contracts";
import { z } from "zod";
import { manifestFile } from "./names.ts";
import { RunNotFoundError } from "./store-errors.ts";

/** A file in a run's folder that is not one of its records, and why. */
export interface RecordProblem {
  readonly file: string;
  readonly problem: string;
}

export interface RunOnDisk {
  readonly dir: string;
  readonly manifest: RunManifest;
  /** In the order they ran. */
  readonly records: readonly BlockRecord[];
  readonly problems: readonly RecordProblem[];
}

/** A larger file is no record of ours: the largest has 100,000 samples. */
const mostBytes = 256 * 2 ** 20;

/**
 * Reads a run, finished or not. A record that is broken, or of another run, is named in `problems`
 * and never mixed in.
 * @throws RunNotFoundError, InvalidValueError for a broken run.json
 */
export async function readRun(dir: string): Promise<RunOnDisk> {
  const path = join(dir, manifestFile);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) throw new RunNotFoundError(dir);
  const manifest = checkJson(runManifestSchema, text, path);

  const names = (await readdir(dir)).filter((n) => n.endsWith(".json") && n !== manifestFile);
  const records: BlockRecord[] = [];
  const problems: RecordProblem[] = [];
  for (const file of names.toSorted()) {
    try {
      records.push(await readRecord(dir, file, manifest));
    } catch (error) {
      problems.push({ file, problem: messageOf(error) });
    }
  }
  return { dir, manifest, records: records.toSorted((a, b) => a.position - b.position), problems };
}

async function readRecord(dir: string, file: string, manifest: RunManifest): Promise<BlockRecord> {
  const path = join(dir, file);
  const { size } = await stat(path);
  if (size > mostBytes) throw new Error(`${file}: ${size} bytes are too many for a record.`);
  const text = await readFile(path, "utf8");
  refuseNewer(text, file);
  const record = checkJson(recordSchema, text, file);
  const foreign = foreignness(record, file, manifest);
  if (foreign !== undefined) throw new Error(`${file}: ${foreign}.`);
  return record;
}

const versioned = z.object({ schemaVersion: z.number() });

function refuseNewer(text: string, file: string): void {
  const { schemaVersion } = checkJson(versioned, text, file);
  if (schemaVersion > recordSchemaVersion)
    throw new Error(
      `${file}: it has schema version ${schemaVersion}, written by a newer vmoe-bench; this one reads ${recordSchemaVersion}.`,
    );
}

function foreignness(record: BlockRecord, file: string, manifest: RunManifest): string | undefined {
  if (record.runId !== manifest.id) return `it belongs to run "${record.runId}"`;
  if (record.deviceId !== manifest.device.id) return `it is of device "${record.deviceId}"`;
  if (file !== `${record.blockId}.json`) return `it is the record of block "${record.blockId}"`;
  const planned = manifest.blocks[record.position];
  if (planned?.id !== record.blockId) return "its block is not in the run's plan at its position";
  if (planned.task !== record.task || armKey(planned.arm) !== armKey(record.arm))
    return "it did not run what the plan says";
  if (record.status === "completed" && record.measurement.kind !== record.task)
    return "its measurement is of another task";
  return undefined;
}
