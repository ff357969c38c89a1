import { KnownError } from "@vmoe-bench/contracts";

/** Found before the first block. */
export function resultsNotWritableError(
  dir: string,
  reason: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError(
    "results-not-writable",
    `Results can't be written to "${dir}": ${reason}.`,
    "Let it be written, or start a run in another folder with --out.",
    options,
  );
}

export function diskFullError(path: string, options?: ErrorOptions): KnownError {
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
export function unsafeNameError(name: string): KnownError {
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
