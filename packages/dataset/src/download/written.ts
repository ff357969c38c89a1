import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { CacheWriteError } from "../errors/download-errors.ts";

/**
 * The result of a write to `path`.
 * @throws CacheWriteError when it fails
 */
export async function written<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw new CacheWriteError(path, systemErrorCode(error) ?? messageOf(error));
  }
}
