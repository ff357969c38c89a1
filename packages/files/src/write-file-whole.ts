import { chmod, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { mkdirSync, statSync } from "node:fs";

/** Writes a file's content and has it on the disk when it is done. */
export type WriteContent = (path: string, content: string | Uint8Array) => Promise<void>;

/**
 * Replaces a file whole, and makes its folder: at any moment there is the old file or the new one.
 * Not write-file-atomic (7.0.1): it asks the system to write once, and a nearly full disk takes a
 * part of it without an error, which that library then renames into place.
 * @param write another way to write, such as {@link writePrivately}
 * @throws FileNotWritableError; nothing is left behind
 */
export async function writeFileWhole(
  path: string,
  content: string | Uint8Array,
  write: WriteContent = (partial, bytes) => writeAndSync(partial, bytes),
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await makeFolder(dirname(path));
    await write(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new FileNotWritableError(path, whyNotWritten(error), { cause: error });
  }
}

/** For {@link writeFileWhole}: only this user may read the file, from its first byte on. */
export const writePrivately: WriteContent = async (path, content) => {
  await rm(path, { force: true });
  await writeAndSync(path, content, 0o600);
};

/** For {@link writeFileWhole}: every user may read the file, whatever this one keeps to itself. */
export const writePublicly: WriteContent = async (path, content) => {
  await writeAndSync(path, content);
  await chmod(path, 0o644);
};

async function writeAndSync(
  path: string,
  content: string | Uint8Array,
  mode = 0o666,
): Promise<void> {
  const handle = await open(path, "w", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file can't be written; the one that was there before is kept. */
class FileNotWritableError extends KnownError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(
      "file-not-writable",
      `${file} can't be written: ${why}. What was there before is kept.`,
      "Make room or give a folder that can be written, then start it again: what can go on goes on.",
      { ...options, exitCode: 1 },
    );
  }
}

const full = "there is no space left on the disk";
const forbidden = "permission is denied";
const notFolder = "a part of the path is a file";
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: "the file system is read-only",
  ENOENT: "its folder is not there and can't be made",
  EISDIR: "there is a folder of that name",
  EBUSY: "there is a folder of that name",
  ENOTDIR: notFolder,
  EEXIST: notFolder,
};

/** In words where the system's code has some. */
export function whyNotWritten(error: unknown): string {
  const cause = systemCause(error);
  return reasons[systemErrorCode(cause) ?? ""] ?? messageOf(cause);
}

/** The system's own error of a write that failed. */
export function systemCause(error: unknown): unknown {
  return error instanceof FileNotWritableError ? error.cause : error;
}

/**
 * A folder and those above it. Node's own recursive `mkdir` tries for ever where a folder that is there
 * takes no other, as below /proc.
 * @returns the topmost folder that was made; undefined where all were there
 * @throws the system's error
 */
export function makeFolderSync(folder: string, mode = 0o777): string | undefined {
  const path = resolve(folder);
  if (isFolder(path)) return undefined;
  const above = dirname(path);
  const top = above === path ? undefined : makeFolderSync(above, mode);
  return makeOne(path, mode) ? (top ?? path) : top;
}

/** As {@link makeFolderSync}, whose errors it rejects with. */
export async function makeFolder(folder: string, mode?: number): Promise<string | undefined> {
  return Promise.resolve(makeFolderSync(folder, mode));
}

/** @returns false where another process was faster */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST" && isFolder(path)) return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
