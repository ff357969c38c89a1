import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  KnownError,
  messageOf,
  trainingResultSchema,
  unknownNameError,
  type TrainingResult,
} from "@vmoe-bench/contracts";
import { readTextFileIfThere, writeFileWhole } from "@vmoe-bench/files";

/** Writes a small record, a line a field, so that a change of one is seen as one. */
export async function writeResult(file: string, result: TrainingResult): Promise<void> {
  const fields = Object.entries(result).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  await writeFileWhole(file, `{\n${fields.join(",\n")}\n}\n`);
}

/**
 * @returns undefined where there is no such file
 * @throws InvalidValueError, `file-not-readable`
 */
export async function readResult(file: string): Promise<TrainingResult | undefined> {
  const text = await readTextFileIfThere(file);
  return text === undefined ? undefined : checkJson(trainingResultSchema, text, file);
}

/** A training that had finished before stays the work of its own commit, whichever one tests it now. */
export function commitThatTrained(
  made: TrainingResult,
  earlier: TrainingResult | undefined,
): string {
  return earlier !== undefined && trainingOf(earlier) === trainingOf(made)
    ? earlier.commit
    : made.commit;
}

/** What tells one training from another, its own time included. */
function trainingOf({ recipeSha256, curve, seconds }: TrainingResult): string {
  return JSON.stringify([recipeSha256, curve, seconds]);
}

/** A folder without a training record. */
function noTrainingRecordsError(folder: string): KnownError {
  return new KnownError(
    "no-training-records",
    `There are no training records in ${folder}.`,
    "Make one with `vmoe-bench train`.",
  );
}

interface ReadTrainings {
  /** Names of the files that are records, one for each result. */
  readonly files: string[];
  readonly results: TrainingResult[];
  readonly problems: string[];
  /** The files that the problems are of. */
  readonly broken: { readonly file: string; readonly problem: string }[];
}

/**
 * The small records of a folder; what is none is named.
 * @throws `no-training-records`
 */
export async function readResults(folder: string): Promise<ReadTrainings> {
  const read = await readTrainings(folder);
  if (read.results.length + read.problems.length === 0) throw noTrainingRecordsError(folder);
  return read;
}

/** The folder of small records below what `upcycle` writes. */
export const upcycledRecords = "records";

/** A folder of small records, or the one in what `upcycle` wrote. */
async function recordsIn(folder: string): Promise<string> {
  const below = join(folder, upcycledRecords);
  return (await lstat(below).catch(() => undefined))?.isDirectory() === true ? below : folder;
}

/** The same, where there need not be any. */
export async function readTrainings(given: string): Promise<ReadTrainings> {
  const folder = await recordsIn(given);
  const names = await readdir(folder).catch(() => []);
  const files: string[] = [];
  const results: TrainingResult[] = [];
  const broken: ReadTrainings["broken"] = [];
  for (const name of names.filter((file) => file.endsWith(".json")).toSorted())
    try {
      results.push(checkJson(trainingResultSchema, await readSmall(join(folder, name)), name));
      files.push(name);
    } catch (error) {
      broken.push({ file: name, problem: messageOf(error) });
    }
  return { files, results, broken, problems: broken.map(({ problem }) => problem) };
}

/** A larger file is no small record of ours: the largest field has 200,000 characters. */
const mostBytes = 16 * 2 ** 20;

async function readSmall(file: string): Promise<string> {
  const entry = await lstat(file);
  if (!entry.isFile()) throw new Error(`${file}: it is no file.`);
  if (entry.size > mostBytes)
    throw new Error(`${file}: ${entry.size} bytes are too many for a training record.`);
  return readFile(file, "utf8");
}

/**
 * A small record by its name in the folder, or by a path that ends in .json.
 * @throws `unknown-name`, InvalidValueError
 */
export async function readNamedResult(
  name: string,
  given: string,
): Promise<{ file: string; result: TrainingResult }> {
  const folder = await recordsIn(given);
  const file = name.endsWith(".json") ? name : join(folder, `${name}.json`);
  const result = await readResult(file);
  if (result !== undefined) return { file, result };
  const files = await readdir(folder).catch(() => []);
  const known = files.filter((each) => each.endsWith(".json")).map((each) => each.slice(0, -5));
  throw unknownNameError("training record", name, known);
}
