import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KnownError } from "@vmoe-bench/contracts";
import { folderNotWritableError, writeFileWhole } from "@vmoe-bench/files";
import type { CellDetail, DashboardData } from "../data/schema.ts";
import { pageText, type PageOptions } from "./page.ts";
import { scriptText } from "./script-text.ts";

function notBuiltError(site: string, cause: unknown): KnownError {
  return new KnownError(
    "dashboard-not-built",
    `The page's script is not in ${site}.`,
    "Build it with `npm run build`.",
    { exitCode: 1, cause },
  );
}

export interface DashboardFilesOptions extends Partial<PageOptions> {
  /** Where the built page is; that of this package unless told. */
  readonly site?: string;
}

/** A dashboard while it is written: details as they come, the document last. */
export interface DashboardFiles {
  /** @throws `folder-not-writable` */
  detail(detail: CellDetail): Promise<void>;
  /**
   * @returns files written in all
   * @throws `folder-not-writable`
   */
  data(data: DashboardData): Promise<number>;
}

const builtSite = fileURLToPath(new URL("../../dist/site", import.meta.url));

/**
 * Begins a dashboard of plain files in a folder that was claimed before. Every name is ours: no text
 * of a record becomes part of a path.
 * @throws `dashboard-not-built`, `folder-not-writable`
 */
export async function openDashboardFiles(
  dir: string,
  { site = builtSite, ...page }: DashboardFilesOptions = {},
): Promise<DashboardFiles> {
  let files = 0;
  const write = async (name: string, text: string): Promise<void> => {
    try {
      await writeFileWhole(join(dir, name), text);
    } catch (error) {
      throw folderNotWritableError(dir, error);
    }
    files++;
  };
  const script = await builtFile(site, "app.js");
  const style = await builtFile(site, "app.css");
  await write("index.html", pageText(page));
  await write("app.js", script);
  await write("app.css", style);
  const details = new Set<string>();
  return {
    async detail(detail) {
      const name = `${detail.cell}.js`;
      details.add(name);
      await write(`details/${name}`, scriptText("vmoeBenchDetail", detail));
    },
    async data(data) {
      await write("data.js", scriptText("vmoeBenchData", data));
      await removeOldDetails(dir, details);
      return files;
    },
  };
}

/** Details of cells that are no more; only files of the names that we give. */
async function removeOldDetails(dir: string, kept: ReadonlySet<string>): Promise<void> {
  const folder = join(dir, "details");
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => /^\d{1,9}\.js$/.test(name) && !kept.has(name));
  for (const name of old) await rm(join(folder, name));
}

async function builtFile(site: string, name: string): Promise<string> {
  try {
    return await readFile(join(site, name), "utf8");
  } catch (error) {
    throw notBuiltError(site, error);
  }
}
