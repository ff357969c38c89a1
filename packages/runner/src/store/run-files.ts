import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { systemCause, whyNotWritten } from "@vmoe-bench/files";
import { lstat, readFile } from "node:fs/promises";

export const manifestFile = "run.json";
/** Why the run ended; missing while it runs, and where it was stopped. */
const endFile = "end.json";

/** The file of a run's end: each that was written has its own. */
export function endFileOf({ attempt }: { readonly attempt?: number | undefined }): string {
  return attempt === undefined ? endFile : `end.attempt-${attempt}.json`;
}

export function isEndFile(name: string): boolean {
  return /^end(\.attempt-\d+)?\.json$/.test(name);
}

/**
 * @returns the name, which is a plain file name on every system
 * @throws `unsafe-name`
 */
export function safeName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name) || name.endsWith("."))
    throw unsafeNameError(name);
  return name;
}

/** Does what may fail on `path` and gives a failure its name. */
export async function named<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const cause = systemCause(error);
    const code = systemErrorCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT") throw diskFullError(path, { cause });
    if (code === "EEXIST") throw alreadyWrittenError(path);
    throw resultsNotWritableError(path, whyNotWritten(cause), { cause });
  }
}

/** A larger file is none of ours: the largest record has 100,000 samples. */
export const mostBytes = 256 * 2 ** 20;

/**
 * A file's text. A link may lead anywhere, and reading a pipe never ends.
 * @throws NotReadableAsRecordError, the system's error
 */
export async function readBounded(path: string): Promise<string> {
  const entry = await lstat(path);
  if (!entry.isFile()) throw new NotReadableAsRecordError(path, "it is no file");
  if (entry.size > mostBytes)
    throw new NotReadableAsRecordError(path, `${entry.size} bytes are too many`);
  return readFile(path, "utf8");
}

/** Found before the first block. */
function resultsNotWritableError(dir: string, reason: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "results-not-writable",
    `Results can't be written to "${dir}": ${reason}.`,
    "Let it be written, or start a run in another folder with --out.",
    options,
  );
}

function diskFullError(path: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "disk-full",
    `The disk is full: "${path}" could not be written.`,
    "Free space and start the run again; the blocks that finished before are kept.",
    { ...options, exitCode: 1 },
  );
}

/** A run or a block of that name is there already; results are never overwritten. */
export function alreadyWrittenError(path: string): KnownError {
  return new KnownError(
    "already-written",
    `"${path}" is there already, and results are never overwritten.`,
    "Start the run again for a name of its own, or choose another folder with --out.",
  );
}

/** A name that would lead out of the results folder, or that not every file system takes. */
function unsafeNameError(name: string): KnownError {
  return new KnownError(
    "unsafe-name",
    `${JSON.stringify(name)} can't be a file name in the results folder.`,
    "Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
  );
}

export function runNotFoundError(dir: string): KnownError {
  return new KnownError(
    "run-not-found",
    `There is no run in "${dir}": it has no readable run.json.`,
    "Name a run's folder or its id, or make one with `vmoe-bench run`.",
  );
}

export function newerRunError(path: string): KnownError {
  return new KnownError(
    "newer-run",
    `"${path}" was written by a newer vmoe-bench.`,
    "Read it with the version that wrote it.",
  );
}

/** No file of ours is as large, and something that is no file can't be read to its end. */
export class NotReadableAsRecordError extends KnownError {
  constructor(path: string, why: string) {
    super(
      "not-readable-as-record",
      `"${path}" is not read: ${why}.`,
      "Look at what lies there: vmoe-bench check.",
    );
  }
}
