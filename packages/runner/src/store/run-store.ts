import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import type { BlockRecord, RunManifest } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { manifestFile, safeName } from "./names.ts";
import { AlreadyWrittenError, DiskFullError, ResultsNotWritableError } from "./store-errors.ts";

/** The folder of one run: `results/<device>/<run>/`. */
export interface RunStore {
  readonly dir: string;
  /**
   * Writes a block's record at once, atomically.
   * @throws AlreadyWrittenError when the block has one; DiskFullError; ResultsNotWritableError
   */
  write(record: BlockRecord): Promise<void>;
}

/** Writes a file so that it is there whole or not at all. */
export type WriteFile = (path: string, text: string) => Promise<void>;

/**
 * Makes the folder of a new run and writes its `run.json`, which also proves that results can be
 * written before any block runs.
 * @param root the results folder; made where it is missing
 * @throws ResultsNotWritableError, DiskFullError, AlreadyWrittenError, UnsafeNameError
 */
export async function createRunStore(
  root: string,
  manifest: RunManifest,
  writeFile: WriteFile = writeFileWhole,
): Promise<RunStore> {
  const deviceDir = join(root, safeName(manifest.device.id));
  const dir = join(deviceDir, safeName(manifest.id));
  const write = async (name: string, value: unknown) => {
    const path = join(dir, name);
    if (await exists(path)) throw new AlreadyWrittenError(path);
    await named(path, () => writeFile(path, `${JSON.stringify(value)}\n`));
  };
  await named(deviceDir, () => mkdir(deviceDir, { recursive: true }));
  await named(dir, () => mkdir(dir));
  await write(manifestFile, manifest);
  return { dir, write: (record) => write(`${safeName(record.blockId)}.json`, record) };
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** Does what may fail on `path` and gives a failure its name. */
async function named(path: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw new DiskFullError(path, { cause: error });
    if (code === "EEXIST") throw new AlreadyWrittenError(path);
    throw new ResultsNotWritableError(path, reasonOf(code, error), { cause: error });
  }
}

function reasonOf(code: string | undefined, error: unknown): string {
  if (code === "EACCES" || code === "EPERM") return "permission is denied";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENOTDIR") return "a part of the path is a file";
  return messageOf(error);
}
