import { chmod, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { FileNotWritableError, whyNotWritten } from "./not-writable.ts";
import { makeFolder } from "./make-folder.ts";

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
