import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { AlreadyWrittenError, DiskFullError, ResultsNotWritableError } from "./store-errors.ts";

/** Does what may fail on `path` and gives a failure its name. */
export async function named<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw new DiskFullError(path, { cause: error });
    if (code === "EEXIST") throw new AlreadyWrittenError(path);
    throw new ResultsNotWritableError(path, reasonOf(code, error), { cause: error });
  }
}

function reasonOf(code: string | undefined, error: unknown): string {
  if (code === "EACCES" || code === "EPERM") return "permission is denied";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENOTDIR") return "a part of the path is a file";
  return messageOf(error);
}
