import { rm } from "node:fs/promises";
import path from "node:path";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { writeFileWhole, type WriteContent } from "@vmoe-bench/files";
import { RunNotWritableError } from "../errors.ts";

/**
 * Replaces a file whole: at any moment there is either the old one or the new one.
 * @throws RunNotWritableError
 */
export async function writeRunFile(
  file: string,
  content: string | Uint8Array,
  write?: WriteContent,
): Promise<void> {
  try {
    await writeFileWhole(file, content, write);
  } catch (error) {
    throw new RunNotWritableError(file, reason(error), { cause: error });
  }
}

/**
 * As {@link writeRunFile}, indented JSON.
 * @throws RunNotWritableError
 */
export async function writeJsonWhole(file: string, value: unknown): Promise<void> {
  await writeRunFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Finds before any training that a run's folder can't be written.
 * @throws RunNotWritableError
 */
export async function requireWritable(folder: string): Promise<void> {
  const probe = path.join(folder, "writable");
  await writeRunFile(probe, new Uint8Array(1));
  await rm(probe, { force: true });
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
