import { KnownError } from "@vmoe-bench/contracts/errors";
import { stderrColours as colours } from "./colours.ts";
import { systemFault } from "./system-fault.ts";

/** Ended by Ctrl-C, SIGTERM or SIGHUP. */
export function interruptedError(
  message: string,
  remedy: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError("interrupted", message, remedy, { ...options, exitCode: 1 });
}

/**
 * Says on stderr what went wrong and gives the exit code. A known cause is one sentence and its
 * remedy; anything else is our bug, with its stack.
 */
export function reportFailure(error: unknown): 1 | 2 {
  const known = error instanceof KnownError ? error : systemFault(error);
  if (known !== undefined) {
    process.stderr.write(`${colours.red("error:")} ${known.message}\n       ${known.remedy}\n`);
    return known.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${colours.red("This is a bug in vmoe-bench.")} Please report it with the lines below.\n${detail}\n`,
  );
  return 1;
}
