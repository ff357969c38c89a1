/** Process exit codes: 0 done, 1 a check failed or a run ended early, 2 wrong usage or input. */
export type FailureExitCode = 1 | 2;

export interface KnownErrorOptions extends ErrorOptions {
  /** 2 unless told. */
  readonly exitCode?: FailureExitCode;
}

/**
 * A failure whose cause we know. Its message is one sentence that says what happened and where,
 * and `remedy` one that says what to do. `code` tells causes apart; a subclass is for what is caught
 * by its type. Anything that is not a KnownError is our bug and is reported as one.
 */
export class KnownError extends Error {
  override readonly name = "KnownError";
  /** Stable, for records and `--json`. */
  readonly code: string;
  readonly exitCode: FailureExitCode;
  readonly remedy: string;

  constructor(
    code: string,
    message: string,
    remedy: string,
    { exitCode = 2, ...options }: KnownErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.exitCode = exitCode;
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
