import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { escapedHtml, KnownError } from "@vmoe-bench/contracts";
import { folderNotWritableError, writeFileWhole } from "@vmoe-bench/files";
import type { CellDetail, DashboardData } from "../data/schema.ts";

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

/** No script but the folder's own files, no connection, no form, no frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Plot writes a style element into each chart; no text of a record reaches one.
  "style-src 'self' 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

interface PageOptions {
  /** Pages beside this one, as they are linked: their text is ours. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
  /** What a search engine shows, and the day in the foot. */
  readonly about: {
    readonly title: string;
    readonly description: string;
    readonly date: string;
  };
  /** Whether the page asks `live.js` every few seconds for newer data. */
  readonly live: boolean;
}

/** The page holds no data but its description: whatever a record says, it is the same. */
export function pageText({ links = [], live = false, about }: Partial<PageOptions> = {}): string {
  const title = about?.title ?? "does a sparse V-MoE beat a dense ViT?";
  const description =
    about === undefined
      ? ""
      : `\n    <meta name="description" content="${escapedHtml(about.description)}" />`;
  const date =
    about === undefined
      ? ""
      : ` <span>Published on <time datetime="${about.date}">${about.date}</time>.</span>`;
  const beside = links.map(({ href, text }) => `<a href="${href}">${text}</a>`).join(" ");
  const footer = beside === "" ? "" : `\n    <footer class="beside">${beside}${date}</footer>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>vmoe-bench: ${escapedHtml(title)}</title>${description}
    <link rel="stylesheet" href="app.css" />
    <script defer src="app.js"></script>
    <script defer src="data.js"></script>${live ? '\n    <script defer src="live.js"></script>' : ""}
  </head>
  <body>
    <noscript>This page draws its tables and charts with the scripts beside it.</noscript>${footer}
  </body>
</html>
`;
}

/**
 * A script that hands a value over. `<` is escaped so that no text ends a script or begins a comment
 * wherever the file is put, and the two line ends that older engines take for the end of a string.
 */
export function scriptText(receiver: string, value: unknown): string {
  const json = JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return `${receiver}(${json});\n`;
}
