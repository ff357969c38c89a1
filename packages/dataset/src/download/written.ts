import { whyNotWritten } from "@vmoe-bench/files";
import { cacheWriteError } from "../errors/download-errors.ts";

/**
 * The result of a write to `path`.
 * @throws `cache-write` when it fails
 */
export async function written<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw cacheWriteError(path, whyNotWritten(error));
  }
}
