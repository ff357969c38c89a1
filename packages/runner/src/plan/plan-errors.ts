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
