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
 * Says on stderr what went wrong and gives the exit code. A known cause, and what the system refuses,
 * is one sentence and its remedy; anything else is our bug, with its stack.
 */
export function reportFailure(error: unknown): 1 | 2 {
  if (error instanceof KnownError) {
    process.stderr.write(`${colours.red("error:")} ${error.message}\n       ${error.remedy}\n`);
    return error.exitCode;
  }
  const fault = systemFault(error);
  if (fault !== undefined) {
    process.stderr.write(`${colours.red("error:")} ${fault}\n`);
    return 1;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${colours.red("This is a bug in vmoe-bench.")} Please report it with the lines below.\n${detail}\n`,
  );
  return 1;
}
