import { lstat, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  armKey,
  check,
  checkJson,
  messageOf,
  recordFile,
  recordSchema,
  recordSchemaVersion,
  runEndSchema,
  runManifestSchema,
  type BlockRecord,
  type RunEnd,
  type RunManifest,
} from "@vmoe-bench/contracts";
import { z } from "zod";
import { isImageList } from "./image-lists.ts";
import {
  endFileOf,
  isEndFile,
  manifestFile,
  mostBytes,
  newerRunError,
  NotReadableAsRecordError,
  readBounded,
  runNotFoundError,
} from "./run-files.ts";
import { AlteredRecordError, unsealed } from "./seal.ts";

/** `broken` is what can't be read or does not have the form of a record. */
type ProblemCode = "broken" | "too-large" | "newer-schema" | "altered" | "foreign" | "duplicate";

/** A file in a run's folder that is not one of its records, and why. */
export interface RecordProblem {
  readonly file: string;
  readonly code: ProblemCode;
  readonly problem: string;
}

export interface RunOnDisk {
  readonly dir: string;
  readonly manifest: RunManifest;
  /** In the order of the plan: of each block the attempt that counts. */
  readonly records: readonly BlockRecord[];
  /** Attempts without a result that a later one took the place of. */
  readonly overtaken: readonly BlockRecord[];
  readonly problems: readonly RecordProblem[];
  /** The last; undefined while it runs, and where it was stopped. */
  readonly end: RunEnd | undefined;
  /** Names of all files that belong to it. */
  readonly files: readonly string[];
}

const manifestSchemaVersion = 1;
/** Files whose bytes are fetched while another one is parsed; bounds the memory that they take. */
const readAtOnce = 8;

/**
 * Reads a run, finished or not. A record that is broken, or of another run, is named in `problems`
 * and never mixed in.
 * @throws `run-not-found`, InvalidValueError for a broken run.json
 */
export async function readRun(dir: string): Promise<RunOnDisk> {
  const path = join(dir, manifestFile);
  const text = await readBounded(path).catch((error: unknown) => {
    if (error instanceof NotReadableAsRecordError) throw error;
    throw runNotFoundError(dir);
  });
  if (versionOf(text, path) > manifestSchemaVersion) throw newerRunError(path);
  const manifest = checkJson(runManifestSchema, text, path);

  const all = await readdir(dir);
  const names = all.filter(
    (n) => n.endsWith(".json") && n !== manifestFile && !isEndFile(n) && !isImageList(n),
  );
  const records: BlockRecord[] = [];
  const problems: RecordProblem[] = [];
  const sorted = names.toSorted();
  for (let from = 0; from < sorted.length; from += readAtOnce) {
    const files = sorted.slice(from, from + readAtOnce);
    const ends = await Promise.allSettled(files.map((file) => readRecord(dir, file, manifest)));
    for (const [i, end] of ends.entries())
      if (end.status === "fulfilled") records.push(end.value);
      else
        problems.push({
          file: files[i] ?? "",
          code: codeOf(end.reason),
          problem: messageOf(end.reason),
        });
  }
  const { counting, overtaken, tooMany } = byAttempt(records);
  for (const record of tooMany)
    problems.push({
      file: recordFile(record),
      code: "duplicate",
      problem: `${recordFile(record)}: block "${record.blockId}" was completed before.`,
    });
  const ends = await readEnds(dir, all.filter(isEndFile), manifest, problems);
  const files = [
    manifestFile,
    ...ends.map(endFileOf),
    ...[...counting, ...overtaken].map(recordFile),
  ];
  const inOrder = counting.toSorted((a, b) => a.position - b.position);
  return { dir, manifest, records: inOrder, overtaken, problems, end: ends.at(-1), files };
}

interface Attempts {
  readonly counting: BlockRecord[];
  readonly overtaken: BlockRecord[];
  /** Later than a result: nobody may choose among results. */
  readonly tooMany: BlockRecord[];
}

/** The first attempt at a block that was completed counts, else the last one. */
function byAttempt(records: readonly BlockRecord[]): Attempts {
  const sorted: Attempts = { counting: [], overtaken: [], tooMany: [] };
  const blocks = new Map<string, BlockRecord[]>();
  for (const record of records)
    blocks.set(record.blockId, [...(blocks.get(record.blockId) ?? []), record]);
  for (const attempts of blocks.values()) {
    const inOrder = attempts.toSorted((a, b) => (a.attempt ?? 1) - (b.attempt ?? 1));
    const completed = inOrder.findIndex(({ status }) => status === "completed");
    const last = completed === -1 ? inOrder.length - 1 : completed;
    sorted.overtaken.push(...inOrder.slice(0, last));
    sorted.counting.push(...inOrder.slice(last, last + 1));
    sorted.tooMany.push(...inOrder.slice(last + 1));
  }
  return sorted;
}

/** In the order that they were written. */
async function readEnds(
  dir: string,
  names: readonly string[],
  { id }: RunManifest,
  problems: RecordProblem[],
): Promise<RunEnd[]> {
  const ends: RunEnd[] = [];
  for (const file of names) {
    try {
      const end = checkJson(runEndSchema, await readBounded(join(dir, file)), file);
      if (end.runId === id && endFileOf(end) === file) ends.push(end);
      else
        problems.push({
          file,
          code: "foreign",
          problem:
            end.runId === id
              ? `${file}: it is the end that ${endFileOf(end)} is for.`
              : `${file}: it belongs to run "${end.runId}".`,
        });
    } catch (error) {
      problems.push({ file, code: codeOf(error), problem: messageOf(error) });
    }
  }
  return ends.toSorted((a, b) => (a.attempt ?? 1) - (b.attempt ?? 1));
}

async function readRecord(dir: string, file: string, manifest: RunManifest): Promise<BlockRecord> {
  const path = join(dir, file);
  const entry = await lstat(path);
  // A link may lead anywhere, and reading a pipe never ends.
  if (!entry.isFile()) throw new NotARecordError("broken", `${file}: it is no file.`);
  const { size } = entry;
  if (size > mostBytes)
    throw new NotARecordError("too-large", `${file}: ${size} bytes are too many for a record.`);
  const text = await readFile(path, "utf8");
  const value = checkJson(versioned, text, file);
  const version = value.schemaVersion;
  if (version > recordSchemaVersion)
    throw new NotARecordError(
      "newer-schema",
      `${file}: it has schema version ${version}, written by a newer vmoe-bench; this one reads ${recordSchemaVersion}.`,
    );
  // Records of version 1 were written without a hash.
  const record = check(recordSchema, version === 1 ? value : unsealed(value, file, text), file);
  const foreign = foreignness(record, manifest);
  if (foreign !== undefined) throw new NotARecordError("foreign", `${file}: ${foreign}.`);
  if (file !== recordFile(record))
    throw new NotARecordError(
      "duplicate",
      `${file}: it is the record of block "${record.blockId}".`,
    );
  return record;
}

class NotARecordError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
  ) {
    super(message);
  }
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof NotARecordError) return error.code;
  return error instanceof AlteredRecordError ? "altered" : "broken";
}

const versioned = z.looseObject({ schemaVersion: z.number() });

function versionOf(text: string, file: string): number {
  return checkJson(versioned, text, file).schemaVersion;
}

function foreignness(record: BlockRecord, manifest: RunManifest): string | undefined {
  if (record.runId !== manifest.id) return `it belongs to run "${record.runId}"`;
  if (majorOf(record.suiteVersion) !== majorOf(manifest.suite.version))
    return `it is of version ${record.suiteVersion} of its suite, and the run of ${manifest.suite.version}`;
  if (record.deviceId !== manifest.device.id) return `it is of device "${record.deviceId}"`;
  const planned = manifest.blocks[record.position];
  if (planned?.id !== record.blockId) return "its block is not in the run's plan at its position";
  if (planned.task !== record.task || armKey(planned.arm) !== armKey(record.arm))
    return "it did not run what the plan says";
  if (record.status === "completed" && record.measurement.kind !== record.task)
    return "its measurement is of another task";
  return undefined;
}

function majorOf(version: string): string | undefined {
  return version.split(".")[0];
}
