import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";

/** By this file we know that a folder is ours to write over. */
export const markerFile = "vmoe-bench-publication.json";
export const markerText = `${JSON.stringify({ kind: "vmoe-bench publication", schemaVersion: 1 })}\n`;

/** Where copies of records go; emptied before, so that none is left of a run that is no more. */
export const recordsFolder = "records";

export class OutputNotOursError extends KnownError {
  override readonly code = "output-not-ours";

  constructor(dir: string) {
    super(
      `${dir} is not empty and holds no publication of ours.`,
      "Name an empty folder, or write into this one with --force: files of other names stay.",
    );
  }
}

class OutputNotWritableError extends KnownError {
  override readonly code = "output-not-writable";

  constructor(dir: string, cause: unknown) {
    super(
      `${dir} can't be written: ${messageOf(cause)}.`,
      "Look at the path and its permissions.",
      {
        cause,
      },
    );
  }
}

/**
 * Makes sure that a folder may be written to. Only what an earlier publication wrote is removed.
 * @throws OutputNotOursError, OutputNotWritableError
 */
export async function prepareOutput(dir: string, { force }: { force: boolean }): Promise<void> {
  const entries = await entriesOf(dir);
  const ours = entries.includes(markerFile);
  if (entries.length > 0 && !ours && !force) throw new OutputNotOursError(dir);
  if (ours) await rm(join(dir, recordsFolder), { recursive: true, force: true });
}

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw new OutputNotWritableError(dir, error);
  }
}
