import { constants } from "node:fs";
import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlockRecord, RunEnd, RunManifest } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { endFile, manifestFile, safeName } from "./names.ts";
import type { RunOnDisk } from "./read-run.ts";
import { named } from "./named.ts";
import { sealed } from "./seal.ts";
import { AlreadyWrittenError } from "./store-errors.ts";

/** The folder of one run: `results/<device>/<run>/`. */
export interface RunStore {
  readonly dir: string;
  /**
   * Writes a block's record at once, atomically.
   * @throws AlreadyWrittenError when the block has one; DiskFullError; ResultsNotWritableError
   */
  write(record: BlockRecord): Promise<void>;
  /** Writes why the run ended, after its last block; nothing where that is there already. */
  end(end: RunEnd): Promise<RunEnd>;
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
  await named(deviceDir, () => mkdir(deviceDir, { recursive: true }));
  await named(dir, () => mkdir(dir));
  await writeNew(dir, manifestFile, `${JSON.stringify(manifest)}\n`, writeFile);
  return storeIn(dir, writeFile);
}

/**
 * The folder of a run that did not end. The records of blocks that were aborted are removed: they
 * say nothing, and their blocks are to run again.
 */
export async function reopenRunStore({ dir, records }: RunOnDisk): Promise<RunStore> {
  for (const { status, blockId } of records)
    if (status === "aborted") await rm(join(dir, recordFile(blockId)));
  return storeIn(dir, writeFileWhole);
}

function storeIn(dir: string, writeFile: WriteFile): RunStore {
  return {
    dir,
    write: (record) => writeNew(dir, recordFile(record.blockId), sealed(record), writeFile),
    async end(end) {
      if (!(await exists(join(dir, endFile))))
        await writeNew(dir, endFile, `${JSON.stringify(end)}\n`, writeFile);
      return end;
    },
  };
}

function recordFile(blockId: string): string {
  return `${safeName(blockId)}.json`;
}

async function writeNew(
  dir: string,
  name: string,
  text: string,
  writeFile: WriteFile,
): Promise<void> {
  const path = join(dir, name);
  if (await exists(path)) throw new AlreadyWrittenError(path);
  await named(path, () => writeFile(path, text));
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
