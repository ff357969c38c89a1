import { KnownError } from "@vmoe-bench/contracts";

/** The clock went back, or gave something that is not a number. */
export function clockError(name: string, ms: number): KnownError {
  return new KnownError(
    "clock",
    `The clock "${name}" measured a duration of ${ms} ms.`,
    "Run again on a machine whose clock is steady; a suspended or migrated virtual machine is not.",
  );
}

/** The run was asked to end while it measured. */
export function abortedError(): KnownError {
  return new KnownError(
    "aborted",
    "The block was aborted.",
    "Start the run again when you want its result.",
    { exitCode: 1 },
  );
}
