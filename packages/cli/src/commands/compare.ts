import { Option, type Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import {
  renderCsv,
  renderMarkdown,
  renderTable,
  summarise,
  type Summary,
} from "@vmoe-bench/report";
import { newestRun, readRun } from "@vmoe-bench/runner";
import { resultsRoot } from "../project.ts";
import { findRun } from "../run/find-run.ts";

type Format = "table" | "md" | "csv" | "json";

const render: Record<Format, (summaries: readonly Summary[]) => string> = {
  table: (summaries) => summaries.map(renderTable).join("\n\n"),
  md: (summaries) => summaries.map(renderMarkdown).join("\n\n"),
  csv: (summaries) => summaries.map(renderCsv).join("\n"),
  json: (summaries) => JSON.stringify(summaries, null, 2),
};

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
    .option("--results <folder>", "where records are", resultsRoot)
    .action(async (runs: string[], options: { format: Format; json: boolean; results: string }) => {
      const summaries: Summary[] = [];
      for (const dir of await runFolders(runs, options.results)) {
        const run = await readRun(dir);
        for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
        summaries.push(summarise(run));
      }
      const format = options.json ? "json" : options.format;
      process.stdout.write(`${render[format](summaries)}\n`);
    });
}

async function runFolders(names: readonly string[], results: string): Promise<string[]> {
  if (names.length === 0) {
    const newest = await newestRun(results);
    if (newest === undefined) throw new NoRunsError(results);
    return [newest.dir];
  }
  return Promise.all(names.map((name) => findRun(name, results)));
}
