import { KnownError } from "@vmoe-bench/contracts";

/** A file of a prepared model is not there. */
export class MissingFileError extends KnownError {
  override readonly code = "missing-file";

  constructor(place: string) {
    super(`${place} is missing.`, "Run the suite again: it prepares the model anew.");
  }
}

/** A file is not the one that the manifest lists. */
export class AlteredFileError extends KnownError {
  override readonly code = "altered-file";

  constructor(place: string, problem: string) {
    super(`${place} was altered: ${problem}.`, "Run the suite again: it prepares the model anew.");
  }
}

/** A server did not give a file. */
export class UnreachableFileError extends KnownError {
  override readonly code = "unreachable-file";
  override readonly exitCode = 1;

  constructor(place: string, why: string, options?: ErrorOptions) {
    super(`${place} could not be read: ${why}.`, "Try again; what failed was not kept.", options);
  }
}
