import { lstat, readFile } from "node:fs/promises";
import { NotReadableAsRecordError } from "./store-errors.ts";

/** A larger file is none of ours: the largest record has 100,000 samples. */
export const mostBytes = 256 * 2 ** 20;

/**
 * A file's text. A link may lead anywhere, and reading a pipe never ends.
 * @throws NotReadableAsRecordError, the system's error
 */
export async function readBounded(path: string): Promise<string> {
  const found = await lstat(path);
  if (!found.isFile()) throw new NotReadableAsRecordError(path, "it is no file");
  if (found.size > mostBytes)
    throw new NotReadableAsRecordError(path, `${found.size} bytes are too many`);
  return readFile(path, "utf8");
}
