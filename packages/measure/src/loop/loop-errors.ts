import { KnownError } from "@vmoe-bench/contracts";

/** The clock went back, or gave something that is not a number. */
export class ClockError extends KnownError {
  override readonly code = "clock";

  constructor(name: string, ms: number) {
    super(
      `The clock "${name}" measured a duration of ${ms} ms.`,
      "Run again on a machine whose clock is steady; a suspended or migrated virtual machine is not.",
    );
  }
}

/** The run was asked to end while it measured. */
export class AbortedError extends KnownError {
  override readonly code = "aborted";
  override readonly exitCode = 1;

  constructor() {
    super("The block was aborted.", "Start the run again when you want its result.");
  }
}
