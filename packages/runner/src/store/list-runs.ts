import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { manifestFile } from "./names.ts";
import { readBounded } from "./read-bounded.ts";

export interface RunListing {
  readonly dir: string;
  readonly id: string;
  readonly deviceId: string;
  readonly startedAt: string;
}

const headSchema = z.object({
  id: z.string(),
  startedAt: z.iso.datetime(),
  device: z.object({ id: z.string() }),
});

/**
 * The runs below a results folder, newest first; a folder whose run.json can't be read is none.
 * Nothing where the folder is missing.
 */
export async function listRuns(root: string): Promise<RunListing[]> {
  const devices = await foldersIn(root);
  const dirs = (await Promise.all(devices.map(foldersIn))).flat();
  const runs = await Promise.all(dirs.map(headOf));
  return runs
    .filter((run) => run !== undefined)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** The run that started last, or undefined where there is none. */
export async function newestRun(root: string): Promise<RunListing | undefined> {
  return (await listRuns(root))[0];
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
}

async function headOf(dir: string): Promise<RunListing | undefined> {
  const path = join(dir, manifestFile);
  const text = await readBounded(path).catch(() => "");
  const head = headSchema.safeParse(parsed(text));
  if (!head.success) return undefined;
  const { id, startedAt, device } = head.data;
  return { dir: dirname(path), id, startedAt, deviceId: device.id };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
