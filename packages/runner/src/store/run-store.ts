import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { recordFile, type BlockRecord, type RunEnd, type RunManifest } from "@vmoe-bench/contracts";
import { writeFileWhole, makeFolder } from "@vmoe-bench/files";
import { alreadyWrittenError, endFileOf, manifestFile, named, safeName } from "./run-files.ts";
import type { RunOnDisk } from "./read-run.ts";
import { sealed } from "./seal.ts";

/** The folder of one run: `results/<device>/<run>/`. */
export interface RunStore {
  readonly dir: string;
  /**
   * Writes a block's record at once, atomically.
   * @throws `already-written` when the attempt has one; `disk-full`; `results-not-writable`
   */
  write(record: BlockRecord): Promise<void>;
  /** Writes why the run ended, after its last block; nothing where the last end says the same. */
  end(end: Omit<RunEnd, "attempt">): Promise<RunEnd>;
}

/** Writes a file so that it is there whole or not at all. */
export type WriteFile = (path: string, text: string) => Promise<void>;

/**
 * Makes the folder of a new run and writes its `run.json`, which also proves that results can be
 * written before any block runs.
 * @param root the results folder; made where it is missing
 * @throws `results-not-writable`, `disk-full`, `already-written`, `unsafe-name`
 */
export async function createRunStore(
  root: string,
  manifest: RunManifest,
  writeFile: WriteFile = writeFileWhole,
): Promise<RunStore> {
  const deviceDir = join(root, safeName(manifest.device.id));
  const dir = join(deviceDir, safeName(manifest.id));
  await named(deviceDir, () => makeFolder(deviceDir));
  await named(dir, () => mkdir(dir));
  await writeNew(dir, manifestFile, `${JSON.stringify(manifest)}\n`, writeFile);
  return storeIn(dir, undefined, writeFile);
}

/** The folder of a run that goes on; all that was written stays, and further attempts lie beside it. */
export function reopenRunStore({ dir, end }: Pick<RunOnDisk, "dir" | "end">): RunStore {
  return storeIn(dir, end, writeFileWhole);
}

function storeIn(dir: string, before: RunEnd | undefined, writeFile: WriteFile): RunStore {
  return {
    dir,
    write: (record) => writeNew(dir, safeName(recordFile(record)), sealed(record), writeFile),
    async end(end) {
      if (before !== undefined && reasonsOf(before) === reasonsOf(end)) return before;
      const written: RunEnd =
        before === undefined ? end : { ...end, attempt: (before.attempt ?? 1) + 1 };
      await writeNew(dir, endFileOf(written), `${JSON.stringify(written)}\n`, writeFile);
      return written;
    },
  };
}

function reasonsOf({ comparisons, leftOut, leftOutForTime }: Omit<RunEnd, "attempt">): string {
  return JSON.stringify([comparisons, leftOut, leftOutForTime]);
}

async function writeNew(
  dir: string,
  name: string,
  text: string,
  writeFile: WriteFile,
): Promise<void> {
  const path = join(dir, name);
  if (await exists(path)) throw alreadyWrittenError(path);
  await named(path, () => writeFile(path, text));
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
