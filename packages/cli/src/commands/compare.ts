import { Option, type Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import {
  renderCsv,
  renderMarkdown,
  renderTable,
  renderTrainingCsv,
  renderTrainingMarkdown,
  renderTrainingTable,
  summarise,
  withoutSoftware,
  summariseTraining,
  type Summary,
  type TrainingSummary,
} from "@vmoe-bench/report";
import { newestRun, readRun, type RunOnDisk } from "@vmoe-bench/runner";
import { resultsRoot, trainingRecordsRoot } from "../project.ts";
import { findRun } from "../run/find-run.ts";
import { readResults } from "../train/result-file.ts";

type Format = "table" | "md" | "csv" | "json";

const render: Record<Format, (summaries: readonly Summary[]) => string> = {
  table: (summaries) => summaries.map(renderTable).join("\n\n"),
  md: (summaries) => summaries.map(renderMarkdown).join("\n\n"),
  csv: (summaries) => summaries.map(renderCsv).join("\n"),
  json: (summaries) => JSON.stringify(summaries, null, 2),
};

const renderTraining: Record<Format, (summary: TrainingSummary) => string> = {
  table: renderTrainingTable,
  md: renderTrainingMarkdown,
  csv: renderTrainingCsv,
  json: (summary) => JSON.stringify(summary, null, 2),
};

class NoRunsError extends KnownError {
  override readonly code = "no-runs";

  constructor(folder: string) {
    super(`There are no runs in ${folder}.`, "Make one with `vmoe-bench run`.");
  }
}

class RunsAndTrainingError extends KnownError {
  override readonly code = "runs-and-training";

  constructor() {
    super(
      "Runs and --training can't be compared in one table.",
      "Give one of both. A folder of training records stands after --training.",
    );
  }
}

interface CompareOptions {
  readonly format: Format;
  readonly json: boolean;
  readonly results: string;
  readonly training?: string | true;
  readonly software: boolean;
}

const examples = `
Examples:
  vmoe-bench compare                                 the newest run
  vmoe-bench compare --format md RUN                 a run's table, to be pasted
  vmoe-bench compare --training                      the ablation table, from results/training
  vmoe-bench compare --training FOLDER --format csv  of other records, for a spreadsheet`;

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
    .option("--training [folder]", "the table of trained models, from their small records")
    .addHelpText("after", examples)
    .action(async (runs: string[], options: CompareOptions) => {
      const format = options.json ? "json" : options.format;
      if (options.training !== undefined) {
        const folder = options.training === true ? trainingRecordsRoot : options.training;
        if (runs.length > 0) throw new RunsAndTrainingError();
        const { results, problems } = await readResults(folder);
        for (const problem of problems) process.stderr.write(`left out: ${problem}\n`);
        process.stdout.write(`${renderTraining[format](summariseTraining(results))}\n`);
        return;
      }
      const summaries: Summary[] = [];
      for (const dir of await runFolders(runs, options.results)) {
        const run = await readRun(dir);
        for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
        summaries.push(summarise(options.software ? run : published(run)));
      }
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
