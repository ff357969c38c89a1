import { systemErrorCode } from "@vmoe-bench/contracts";
import { systemCause, whyNotWritten } from "@vmoe-bench/files";
import { AlreadyWrittenError, DiskFullError, ResultsNotWritableError } from "./store-errors.ts";

/** Does what may fail on `path` and gives a failure its name. */
export async function named<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const cause = systemCause(error);
    const code = systemErrorCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT") throw new DiskFullError(path, { cause });
    if (code === "EEXIST") throw new AlreadyWrittenError(path);
    throw new ResultsNotWritableError(path, whyNotWritten(cause), { cause });
  }
}
