import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { FileNotWritableError } from "@vmoe-bench/files";
import { AlreadyWrittenError, DiskFullError, ResultsNotWritableError } from "./store-errors.ts";

/** Does what may fail on `path` and gives a failure its name. */
export async function named<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const cause = error instanceof FileNotWritableError ? error.cause : error;
    const code = systemErrorCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT") throw new DiskFullError(path, { cause });
    if (code === "EEXIST") throw new AlreadyWrittenError(path);
    throw new ResultsNotWritableError(path, reasonOf(code, cause), { cause });
  }
}

function reasonOf(code: string | undefined, cause: unknown): string {
  if (code === "EACCES" || code === "EPERM") return "permission is denied";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENOTDIR") return "a part of the path is a file";
  return messageOf(cause);
}
