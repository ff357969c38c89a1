import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import {
  renderBencher,
  renderCsv,
  renderLatex,
  renderMarkdown,
  summarise,
  type Summary,
} from "@vmoe-bench/report";
import type { ResultsCheck, RunOnDisk } from "@vmoe-bench/runner";
import { markerFile, markerText, prepareOutput, recordsFolder } from "./output-folder.ts";
import { tablesPage } from "./tables-page.ts";
import { pagesWorkflow } from "./workflow.ts";

export interface Publication {
  /** One is in memory at a time. */
  readonly runs: AsyncIterable<RunOnDisk>;
  readonly check: ResultsCheck;
}

export interface Published {
  readonly files: number;
  readonly runs: number;
  readonly devices: number;
}

/**
 * Writes what is published as plain files: tables, data, what the check says, the records themselves,
 * and a workflow for GitHub Pages.
 * @throws OutputNotOursError before anything is written
 */
export async function writePublication(
  dir: string,
  { runs, check }: Publication,
  options: { readonly force: boolean },
): Promise<Published> {
  await prepareOutput(dir, options);
  await writeFileWhole(join(dir, markerFile), markerText);
  const summaries: Summary[] = [];
  let files = 1;
  for await (const run of runs) {
    files += await copyRecords(run, join(dir, recordsFolder));
    summaries.push(summarise(run));
  }
  for (const [name, text] of textFiles(summaries, check)) {
    await writeFileWhole(join(dir, name), text);
    files++;
  }
  const devices = new Set(summaries.map(({ device }) => device.id)).size;
  return { files, runs: summaries.length, devices };
}

function textFiles(summaries: readonly Summary[], check: ResultsCheck): [string, string][] {
  return [
    [".nojekyll", ""],
    [".github/workflows/pages.yml", pagesWorkflow],
    ["index.html", tablesPage(summaries)],
    ["tables.html", tablesPage(summaries)],
    ["tables.md", summaries.map(renderMarkdown).join("\n\n")],
    ["tables.tex", summaries.map(renderLatex).join("\n\n")],
    ["results.csv", renderCsv(summaries)],
    ["results.json", `${JSON.stringify(summaries)}\n`],
    ["bencher.json", renderBencher(summaries)],
    // Where the results lay on this machine is nobody's business.
    ["check.json", `${JSON.stringify({ ...check, root: recordsFolder })}\n`],
  ];
}

/** Only files that are records of the run, under the names that their folders have. */
async function copyRecords({ dir, records, end }: RunOnDisk, to: string): Promise<number> {
  const folder = join(to, basename(dirname(dir)), basename(dir));
  const names = [
    "run.json",
    ...(end === undefined ? [] : ["end.json"]),
    ...records.map(({ blockId }) => `${blockId}.json`),
  ];
  await mkdir(folder, { recursive: true });
  for (const name of names) await copyFile(join(dir, name), join(folder, name));
  return names.length;
}
