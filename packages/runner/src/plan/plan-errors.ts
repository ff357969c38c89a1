import { KnownError } from "@vmoe-bench/contracts";

export function matrixTooLargeError(suite: string, count: number, most: number): KnownError {
  return new KnownError(
    "matrix-too-large",
    `Suite "${suite}" has ${count} combinations of its axes; at most ${most} are planned.`,
    "Shorten its axes, or make several suites of it.",
  );
}

export function emptyMatrixError(suite: string): KnownError {
  return new KnownError(
    "empty-matrix",
    `Suite "${suite}" excludes every combination of its axes.`,
    'Take a rule out of "exclude", or name more in its axes.',
  );
}

export function contradictionError(suite: string, problems: readonly string[]): KnownError {
  return new KnownError(
    "contradiction",
    `Suite "${suite}" contradicts itself: ${problems.join("; ")}.`,
    "Change one of the fields that are named.",
  );
}

export function planTooLongError(suite: string, count: number, most: number): KnownError {
  return new KnownError(
    "plan-too-long",
    `Suite "${suite}" makes a plan of up to ${count} blocks; at most ${most} are planned.`,
    "Shorten its axes, choose a smaller profile, or make several suites of it.",
  );
}
