import { systemErrorCode } from "@vmoe-bench/contracts";
import { systemCause, whyNotWritten } from "@vmoe-bench/files";
import { alreadyWrittenError, diskFullError, resultsNotWritableError } from "./store-errors.ts";

/** Does what may fail on `path` and gives a failure its name. */
export async function named<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const cause = systemCause(error);
    const code = systemErrorCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT") throw diskFullError(path, { cause });
    if (code === "EEXIST") throw alreadyWrittenError(path);
    throw resultsNotWritableError(path, whyNotWritten(cause), { cause });
  }
}
