import { readFile, stat } from "node:fs/promises";
import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";

/** A file that somebody named and that can't be read. */
function fileNotReadable(path: string, why: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "file-not-readable",
    `${path} can't be read: ${why}.`,
    "Look at the path and its permissions.",
    options,
  );
}

/** A larger one holds no settings, names or numbers of ours. */
const mostBytes = 64 * 2 ** 20;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  ENOTDIR: "a part of the path is a file",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** In words where the system's code has some. */
export function whyNotRead(error: unknown): string {
  return reasons[systemErrorCode(error) ?? ""] ?? messageOf(error);
}

/**
 * The text of a small file that somebody named.
 * @throws `file-not-readable`
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) throw fileNotReadable(path, "it is a folder");
    if (entry.isCharacterDevice() || entry.isBlockDevice())
      throw fileNotReadable(path, "it is a device");
    if (entry.size > mostBytes)
      throw fileNotReadable(path, `${entry.size} bytes are more than ${mostBytes}`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof KnownError) throw error;
    throw fileNotReadable(path, whyNotRead(error), { cause: error });
  }
}

/**
 * The same; undefined where there is no such file.
 * @throws `file-not-readable`
 */
export async function readTextFileIfThere(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (error instanceof KnownError && systemErrorCode(error.cause) === "ENOENT") return undefined;
    throw error;
  }
}
