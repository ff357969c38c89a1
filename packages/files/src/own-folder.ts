import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { whyNotWritten, writeFileWhole } from "./write-file-whole.ts";

/** What a whole folder is written as. */
type FolderKind = "dashboard" | "publication";

/** By this file we know that a folder is ours to write over. */
const markerOf = (kind: FolderKind): string => `vmoe-bench-${kind}.json`;

function folderNotOursError(dir: string, kind: FolderKind): KnownError {
  return new KnownError(
    "folder-not-ours",
    `${dir} is not empty and holds no ${kind} of ours.`,
    "Name an empty folder, or write into this one with --force: files of other names stay.",
  );
}

export function folderNotWritableError(dir: string, cause: unknown): KnownError {
  return new KnownError(
    "folder-not-writable",
    `${dir} can't be written: ${whyNotWritten(cause)}.`,
    "Look at the path and its permissions.",
    { cause },
  );
}

/**
 * To be asked before long work.
 * @returns whether it holds one already
 * @throws `folder-not-ours` unless the folder is missing, empty, or holds one of this kind;
 * `folder-not-writable`
 */
export async function requireOwnFolder(
  dir: string,
  kind: FolderKind,
  { force }: { readonly force: boolean },
): Promise<boolean> {
  const entries = await entriesOf(dir);
  const ours = entries.includes(markerOf(kind));
  if (entries.length > 0 && !ours && !force) throw folderNotOursError(dir, kind);
  return ours;
}

/**
 * Makes a folder ours, whatever is in it: ask {@link requireOwnFolder} first.
 * @throws `folder-not-writable`
 */
export async function claimFolder(dir: string, kind: FolderKind): Promise<void> {
  const marker = { kind: `vmoe-bench ${kind}`, schemaVersion: 1 };
  try {
    await writeFileWhole(join(dir, markerOf(kind)), `${JSON.stringify(marker)}\n`);
  } catch (error) {
    throw folderNotWritableError(dir, error);
  }
}

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw folderNotWritableError(dir, error);
  }
}
