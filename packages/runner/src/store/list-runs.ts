import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { existsSync } from "node:fs";
import { KnownError, unknownNameError } from "@vmoe-bench/contracts";
import { manifestFile, readBounded } from "./run-files.ts";

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

/**
 * The folder of a run, as a whole path.
 * @param name its id in the results folder, or a folder with a run.json
 * @throws `unknown-name` with the newest ids
 */
export async function findRun(name: string, results: string): Promise<string> {
  const runs = await listRuns(results);
  const listed = runs.find(({ id }) => id === name);
  if (listed !== undefined) return resolve(listed.dir);
  if (existsSync(join(name, "run.json"))) return resolve(name);
  throw unknownNameError(
    "run",
    name,
    runs.slice(0, 10).map(({ id }) => id),
  );
}

/**
 * The folders of runs by name, or of all that lie in the results folder, oldest first: so a cell keeps
 * its place in a dashboard, and its link stays good, when newer runs come.
 * @throws `no-runs`, `unknown-name`
 */
export async function runFolders(names: readonly string[], results: string): Promise<string[]> {
  if (names.length > 0) return Promise.all(names.map((name) => findRun(name, results)));
  const dirs = await allRunFolders(results);
  if (dirs.length === 0) throw noRunsError(results);
  return dirs;
}

export async function allRunFolders(results: string): Promise<string[]> {
  return (await listRuns(results)).map(({ dir }) => dir).toReversed();
}

export function noRunsError(folder: string): KnownError {
  return new KnownError(
    "no-runs",
    `There are no runs in ${folder}.`,
    "Make one with `vmoe-bench run`.",
  );
}
