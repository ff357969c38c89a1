import { KnownError } from "@vmoe-bench/contracts";

/** Found before the first block. */
export class ResultsNotWritableError extends KnownError {
  override readonly code = "results-not-writable";

  constructor(dir: string, reason: string, options?: ErrorOptions) {
    super(
      `Results can't be written to "${dir}": ${reason}.`,
      "Choose another folder with --out, or change its permissions.",
      options,
    );
  }
}

export class DiskFullError extends KnownError {
  override readonly code = "disk-full";
  override readonly exitCode = 1;

  constructor(path: string, options?: ErrorOptions) {
    super(
      `The disk is full: "${path}" could not be written.`,
      "Free space and start the run again; the blocks that finished before are kept.",
      options,
    );
  }
}

/** A run or a block of that name is there already; results are never overwritten. */
export class AlreadyWrittenError extends KnownError {
  override readonly code = "already-written";

  constructor(path: string) {
    super(
      `"${path}" is there already, and results are never overwritten.`,
      "Start the run again for a name of its own, or choose another folder with --out.",
    );
  }
}

/** A name that would lead out of the results folder, or that not every file system takes. */
export class UnsafeNameError extends KnownError {
  override readonly code = "unsafe-name";

  constructor(name: string) {
    super(
      `${JSON.stringify(name)} can't be a file name in the results folder.`,
      "Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
    );
  }
}

export class RunNotFoundError extends KnownError {
  override readonly code = "run-not-found";

  constructor(dir: string) {
    super(
      `There is no run in "${dir}": it has no readable run.json.`,
      "Name a run's folder or its id, or make one with `vmoe-bench run`.",
    );
  }
}

export class NewerRunError extends KnownError {
  override readonly code = "newer-run";

  constructor(path: string) {
    super(
      `"${path}" was written by a newer vmoe-bench.`,
      "Read it with the version that wrote it.",
    );
  }
}

/** No file of ours is as large, and something that is no file can't be read to its end. */
export class NotReadableAsRecordError extends KnownError {
  override readonly code = "not-readable-as-record";

  constructor(path: string, why: string) {
    super(`"${path}" is not read: ${why}.`, "Look at what lies there: vmoe-bench check.");
  }
}
