import { KnownError } from "@vmoe-bench/contracts";

/** A file of a prepared model is not there. */
export function missingFileError(place: string): KnownError {
  return new KnownError(
    "missing-file",
    `${place} is missing.`,
    "Run the suite again: it prepares the model anew.",
  );
}

/** A file is not the one that the manifest lists. */
export class AlteredFileError extends KnownError {
  constructor(place: string, problem: string) {
    super(
      "altered-file",
      `${place} was altered: ${problem}.`,
      "Run the suite again: it prepares the model anew.",
    );
  }
}

/** A server did not give a file. */
export class UnreachableFileError extends KnownError {
  constructor(place: string, why: string, options?: ErrorOptions) {
    super(
      "unreachable-file",
      `${place} could not be read: ${why}.`,
      "Try again; what failed was not kept.",
      { ...options, exitCode: 1 },
    );
  }
}
