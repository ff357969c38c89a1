import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { RunNotWritableError } from "../errors.ts";

/** Writes a file's bytes and has them on the disk when it is done. */
export type WriteBytes = (file: string, bytes: Uint8Array) => Promise<void>;

/**
 * Replaces a file whole: at any moment there is either the old one or the new one.
 * @throws RunNotWritableError
 */
export async function writeFileWhole(
  file: string,
  bytes: Uint8Array,
  write: WriteBytes = writeBytes,
): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await write(partial, bytes);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new RunNotWritableError(file, reason(error), { cause: error });
  }
}

/**
 * As {@link writeFileWhole}, indented JSON.
 * @throws RunNotWritableError
 */
export async function writeJsonWhole(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  await writeFileWhole(file, new TextEncoder().encode(text));
}

/**
 * Finds before any training that a run's folder can't be written.
 * @throws RunNotWritableError
 */
export async function requireWritable(folder: string): Promise<void> {
  const probe = path.join(folder, "writable");
  await writeFileWhole(probe, new Uint8Array(1));
  await rm(probe, { force: true });
}

async function writeBytes(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reason(error: unknown): string {
  const code = systemErrorCode(error) ?? "";
  return reasons[code] ?? messageOf(error);
}

const full = "there is no space left on the disk";
const forbidden = "writing there is not permitted";
const notFolder = "a part of its path is a file";
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  ENOTDIR: notFolder,
  EEXIST: notFolder,
};
