/** Process exit codes: 0 done, 1 a check failed or a run ended early, 2 wrong usage or input. */
export type FailureExitCode = 1 | 2;

/**
 * A failure whose cause we know. Its message is one sentence that says what happened and where,
 * and `remedy` one that says what to do. Each cause is a subclass; anything that is not a
 * KnownError is our bug and is reported as one.
 */
export abstract class KnownError extends Error {
  /** Stable, for records and `--json`. */
  abstract readonly code: string;
  readonly exitCode: FailureExitCode = 2;
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** Code of a Node system error (`ENOENT`, `ENOSPC`, …), or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
