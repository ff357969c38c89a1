import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import type { Dashboard } from "../data/build.ts";
import { pageText } from "./page.ts";
import { scriptText } from "./script-text.ts";

/** By this file we know that a folder is ours to write over. */
const markerFile = "vmoe-bench-dashboard.json";
const marker = `${JSON.stringify({ kind: "vmoe-bench dashboard", schemaVersion: 1 })}\n`;

class FolderNotOursError extends KnownError {
  override readonly code = "folder-not-ours";

  constructor(dir: string) {
    super(
      `${dir} is not empty and holds no dashboard of ours.`,
      "Name an empty folder, or write into this one with --force: files of other names stay.",
    );
  }
}

class FolderNotWritableError extends KnownError {
  override readonly code = "folder-not-writable";

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

class NotBuiltError extends KnownError {
  override readonly code = "dashboard-not-built";
  override readonly exitCode = 1;

  constructor(site: string, cause: unknown) {
    super(`The page's script is not in ${site}.`, "Build it with `npm run build`.", { cause });
  }
}

export interface WriteDashboardOptions {
  /** Write into a folder that is not empty and not ours. */
  readonly force: boolean;
  /** Where the built page is; that of this package unless told. */
  readonly site?: string;
}

const builtSite = fileURLToPath(new URL("../../dist/site", import.meta.url));

/**
 * Writes the dashboard as plain files. Every name is ours: no text of a record becomes part of a path.
 * @returns files written
 * @throws FolderNotOursError before anything is written; FolderNotWritableError, NotBuiltError
 */
export async function writeDashboard(
  dir: string,
  { data, details }: Dashboard,
  { force, site = builtSite }: WriteDashboardOptions,
): Promise<number> {
  if (!force) await requireOwnFolder(dir);
  const script = await builtFile(site, "app.js");
  const style = await builtFile(site, "app.css");
  const files: [name: string, text: string][] = [
    [markerFile, marker],
    ["index.html", pageText],
    ["app.js", script],
    ["app.css", style],
    ["data.js", scriptText("vmoeBenchData", data)],
    ...details.map((detail): [string, string] => [
      `details/${detail.cell}.js`,
      scriptText("vmoeBenchDetail", detail),
    ]),
  ];
  try {
    await removeOldDetails(dir);
    for (const [name, text] of files) await writeFileWhole(join(dir, name), text);
  } catch (error) {
    throw new FolderNotWritableError(dir, error);
  }
  return files.length;
}

/**
 * To be asked before long work, too.
 * @throws FolderNotOursError unless the folder is missing, empty, or holds a dashboard of ours
 */
export async function requireOwnFolder(dir: string): Promise<void> {
  const entries = await entriesOf(dir);
  if (entries.length > 0 && !entries.includes(markerFile)) throw new FolderNotOursError(dir);
}

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw new FolderNotWritableError(dir, error);
  }
}

/** Details of cells that are no more; only files of the names that we give. */
async function removeOldDetails(dir: string): Promise<void> {
  const folder = join(dir, "details");
  const names = await readdir(folder).catch(() => []);
  const ours = names.filter((name) => /^\d{1,9}\.js$/.test(name));
  for (const name of ours) await rm(join(folder, name));
}

async function builtFile(site: string, name: string): Promise<string> {
  try {
    return await readFile(join(site, name), "utf8");
  } catch (error) {
    throw new NotBuiltError(site, error);
  }
}
