import { KnownError } from "@vmoe-bench/contracts";

export class MatrixTooLargeError extends KnownError {
  override readonly code = "matrix-too-large";

  constructor(suite: string, count: number, most: number) {
    super(
      `Suite "${suite}" has ${count} combinations of its axes; at most ${most} are planned.`,
      "Shorten its axes, or make several suites of it.",
    );
  }
}

export class EmptyMatrixError extends KnownError {
  override readonly code = "empty-matrix";

  constructor(suite: string) {
    super(
      `Suite "${suite}" excludes every combination of its axes.`,
      'Take a rule out of "exclude", or name more in its axes.',
    );
  }
}

export class ContradictionError extends KnownError {
  override readonly code = "contradiction";

  constructor(suite: string, problems: readonly string[]) {
    super(
      `Suite "${suite}" contradicts itself: ${problems.join("; ")}.`,
      "Change one of the fields that are named.",
    );
  }
}

export class PlanTooLongError extends KnownError {
  override readonly code = "plan-too-long";

  constructor(suite: string, count: number, most: number) {
    super(
      `Suite "${suite}" makes a plan of up to ${count} blocks; at most ${most} are planned.`,
      "Shorten its axes, choose a smaller profile, or make several suites of it.",
    );
  }
}
