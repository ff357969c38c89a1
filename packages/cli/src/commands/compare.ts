import { Option, type Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import {
  renderCsv,
  renderMarkdown,
  renderTable,
  summarise,
  withoutSoftware,
  type Summary,
} from "@vmoe-bench/report";
import { newestRun, readRun, type RunOnDisk } from "@vmoe-bench/runner";
import { resultsRoot } from "../project.ts";
import { findRun } from "../run/find-run.ts";

type Format = "table" | "md" | "csv" | "json";

const render: Record<Format, (summaries: readonly Summary[]) => string> = {
  table: (summaries) => summaries.map(renderTable).join("\n\n"),
  md: (summaries) => summaries.map(renderMarkdown).join("\n\n"),
  csv: (summaries) => summaries.map(renderCsv).join("\n"),
  json: (summaries) => JSON.stringify(summaries, null, 2),
};

interface CompareOptions {
  format: Format;
  json: boolean;
  results: string;
  software: boolean;
}

class NoRunsError extends KnownError {
  override readonly code = "no-runs";

  constructor(folder: string) {
    super(`There are no runs in ${folder}.`, "Make one with `vmoe-bench run`.");
  }
}

export function addCompareCommand(program: Command): void {
  program
    .command("compare")
    .description(
      "the table of a run, recomputed from its records; of the newest where none is named",
    )
    .argument("[run...]", "runs by id, or their folders")
    .addOption(
      new Option("--format <name>", "how it is printed")
        .choices(["table", "md", "csv", "json"])
        .default("table"),
    )
    .option("--json", "the same as --format json", false)
    .option("--software", "also what was measured on emulated hardware, which is slow", false)
    .option("--results <folder>", "where records are", resultsRoot)
    .action(async (runs: string[], options: CompareOptions) => {
      const summaries: Summary[] = [];
      for (const dir of await runFolders(runs, options.results)) {
        const run = await readRun(dir);
        for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
        summaries.push(summarise(options.software ? run : published(run)));
      }
      const format = options.json ? "json" : options.format;
      process.stdout.write(`${render[format](summaries)}\n`);
    });
}

function published(run: RunOnDisk): RunOnDisk {
  const { run: kept, leftOut } = withoutSoftware(run);
  for (const arm of leftOut)
    process.stderr.write(`left out: ${arm} ran on a software adapter; --software shows it\n`);
  return kept;
}

async function runFolders(names: readonly string[], results: string): Promise<string[]> {
  if (names.length === 0) {
    const newest = await newestRun(results);
    if (newest === undefined) throw new NoRunsError(results);
    return [newest.dir];
  }
  return Promise.all(names.map((name) => findRun(name, results)));
}
