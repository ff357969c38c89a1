import { copyFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder, writeFileWhole } from "@vmoe-bench/files";
import {
  answerOf,
  ciBenchmarks,
  renderBencher,
  renderCsv,
  renderLatex,
  renderMarkdown,
  withoutSoftware,
  type Summary,
} from "@vmoe-bench/report";
import { type ResultsCheck, type RunOnDisk, readTrainings } from "@vmoe-bench/runner";
import { openDashboardFiles, pageText } from "../write/write-dashboard.ts";
import { type RunsToWrite, writeRuns } from "../write/write-runs.ts";
import { pagesWorkflow, siteOf, siteReadme, source, type Site } from "./site.ts";
import { recordsFolder, tablesPage } from "./tables-page.ts";

export interface Publication extends Omit<RunsToWrite, "onRun"> {
  readonly check: ResultsCheck;
  /** Runs that are not in it, and why: a sentence each. */
  readonly leftOut: readonly string[];
  /** Whether the folder holds an earlier publication, whose records are removed first. */
  readonly isAgain: boolean;
}

export interface Published {
  readonly files: number;
  readonly runs: number;
  readonly devices: number;
  /** Rows that are not in `bencher.json`, where a benchmark has one value: the newest run's. */
  readonly notInBencher: { readonly invalid: number; readonly older: number };
}

/** Names of ours, as they stand in the dashboard's page. */
const links = [
  { href: "tables.html", text: "Tables, records and what the check says of them" },
  { href: "tables.html#method", text: "Method" },
  { href: source, text: "The paper" },
  { href: "results.csv", text: "CSV" },
  { href: "results.json", text: "JSON" },
] as const;

/**
 * Writes what is published as plain files into a folder that was claimed before: the dashboard, tables,
 * data, what the check says, the records themselves, and a workflow for GitHub Pages. What ran on
 * emulated hardware is in the records and the dashboard, where it is marked, and in no table (rule 11).
 */
export async function writePublication(
  dir: string,
  { check, isAgain, leftOut, ...runs }: Publication,
): Promise<Published> {
  if (isAgain) await rm(join(dir, recordsFolder), { recursive: true, force: true });
  const summaries: Summary[] = [];
  // The marker of the folder.
  let files = 1;
  const written = await writeRuns(await openDashboardFiles(dir, { links }), {
    ...runs,
    onRun: async (run, summary) => {
      files += await copyRecords(run, join(dir, recordsFolder));
      summaries.push(withoutSoftware(summary).summary);
    },
  });
  files += await copyTrainings(runs.trainings, join(dir, recordsFolder, "training"));
  const site = siteOf(summaries, leftOut);
  // Written once before: how many runs there are is known when all have been read.
  await writeFileWhole(join(dir, "index.html"), pageText({ links, about: site }));
  for (const [name, text] of textFiles(summaries, check, site)) {
    await writeFileWhole(join(dir, name), text);
    files++;
  }
  const devices = new Set(summaries.map(({ device }) => device.id)).size;
  const { invalid, older } = ciBenchmarks(summaries);
  return {
    files: files + written.files,
    runs: summaries.length,
    devices,
    notInBencher: { invalid: invalid.length, older: older.length },
  };
}

function textFiles(
  summaries: readonly Summary[],
  check: ResultsCheck,
  site: Site,
): [string, string][] {
  return [
    [".nojekyll", ""],
    [".github/workflows/pages.yml", pagesWorkflow],
    ["README.md", siteReadme(site, summaries.map(answerOf))],
    ["tables.html", tablesPage(summaries, check, site)],
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
async function copyRecords({ dir, files, manifest }: RunOnDisk, to: string): Promise<number> {
  const folder = join(to, basename(dirname(dir)), basename(dir));
  await makeFolder(folder);
  for (const name of files) await copyFile(join(dir, name), join(folder, name));
  const { sources, ...published } = manifest;
  // Where models and data lay on this machine is nobody's business.
  if (sources !== undefined)
    await writeFileWhole(join(folder, "run.json"), `${JSON.stringify(published)}\n`);
  return files.length;
}

/** Under the names that their files have; of trained models there need not be any. */
async function copyTrainings(from: string, to: string): Promise<number> {
  const { files } = await readTrainings(from);
  if (files.length > 0) await makeFolder(to);
  for (const name of files) await copyFile(join(from, name), join(to, name));
  return files.length;
}
