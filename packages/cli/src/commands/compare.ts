import { InvalidArgumentError, Option, type Command } from "commander";
import { KnownError, unknownNameError } from "@vmoe-bench/contracts";
import {
  axes,
  checkBenchmarks,
  pivotOf,
  regressionOf,
  safeText,
  type SameModels,
  summariseTraining,
  whyNotSame,
  withoutSoftware,
  type Axis,
  type NextSteps,
  type Summary,
} from "@vmoe-bench/report";
import {
  listRuns,
  newestRun,
  readRun,
  type RunOnDisk,
  findRun,
  noRunsError,
  readResults,
} from "@vmoe-bench/runner";
import { formats, formatted, isCiFormat, type Format } from "../output/formats.ts";
import { resultsRoot, trainingRecordsRoot } from "@vmoe-bench/files";
import { cachedSummaries } from "../progress/reading-runs.ts";
import { nextSteps } from "../output/run-text.ts";
import { leftOut } from "../terminal/layout.ts";

function notTheSameError(reason: string): KnownError {
  return new KnownError(
    "not-the-same",
    `These runs can't be compared as two runs of the same: ${reason}.`,
    "Show them side by side with --by device or --by run.",
  );
}

function twoRunsNeededError(given: number): KnownError {
  return new KnownError(
    "two-runs-needed",
    `--regression compares two runs, and ${given} ${given === 1 ? "is" : "are"} given.`,
    "Name the earlier and the later one.",
  );
}

function runsAndTrainingError(): KnownError {
  return new KnownError(
    "runs-and-training",
    "Runs and --training can't be compared in one table.",
    "Give one of both. A folder of training records stands after --training.",
  );
}

interface Options {
  readonly format: Format;
  readonly json: boolean;
  readonly results: string;
  readonly all: boolean;
  readonly by?: Axis;
  readonly regression: boolean;
  readonly same: SameModels;
  readonly training?: string | true;
  readonly software: boolean;
  readonly full: boolean;
  readonly cache: boolean;
}

const examples = `
With --regression the exit code is 1 where something got slower or less accurate on the same images, where
an arm lost the result that it had in the earlier run, and where no arm could be compared. A model is the
same by its name: that its weights or its graph are others is told, and it is compared.

Examples:
  vmoe-bench compare                                the answer of the newest run
  vmoe-bench compare --full                         and all its tables
  vmoe-bench compare --all --by device              every run, devices side by side
  vmoe-bench compare RUN --by strategy --format md  strategies side by side, for a pull request
  vmoe-bench compare OLD NEW --regression           what got slower
  vmoe-bench compare --training                     the ablation table, from results/training
  vmoe-bench compare --format bencher > bmf.json    for \`bencher run --adapter json --file bmf.json\``;

export function defineCommand(command: Command): void {
  command
    .argument("[run...]", "runs by id, or their folders")
    .option("--all", "every run of the results folder", false)
    .addOption(new Option("--by <axis>", "what stands side by side").choices(axes))
    .option("--regression", "what got slower from the first of two runs to the second", false)
    .option(
      "--same <old=new...>",
      "with --regression: models of two names that are the same, by those of the first and the second run",
      sameModel,
      new Map<string, string>(),
    )
    .option("--training [folder]", "the table of trained models, from their small records")
    .option("--full", "all tables below the answer", false)
    .option("--software", "also what was measured on emulated hardware, which is slow", false)
    .addOption(new Option("--format <name>", "how it is printed").choices(formats).default("table"))
    .option("--json", "the same as --format json", false)
    .option("--results <folder>", "where records are", resultsRoot)
    .option("--no-cache", "read every record again")
    .addHelpText("after", examples)
    .action(async (runs: string[], options: Options) => {
      const format = options.json ? "json" : options.format;
      if (options.training !== undefined) {
        if (runs.length > 0) throw runsAndTrainingError();
        process.stdout.write(await trainingTable(options.training, format));
        return;
      }
      const dirs = await runFolders(runs, options);
      process.stdout.write(
        options.regression
          ? await regression(dirs, format, options.same)
          : await comparison(dirs, format, options),
      );
    });
}

async function comparison(
  dirs: readonly string[],
  format: Format,
  { by, cache, software, full }: Options,
): Promise<string> {
  const all = await cachedSummaries(dirs, { cache });
  const summaries = software ? all : all.map(published);
  if (by === undefined && isCiFormat(format)) {
    checkBenchmarks(summaries, (text) => process.stderr.write(`${leftOut(text)}\n`));
    for (const { runId, unfinished } of summaries)
      if (unfinished) process.stderr.write(`UNFINISHED: run ${safeText(runId)}\n`);
  }
  return formatted(format, {
    kind: "runs",
    summaries,
    full,
    next: stepsOf(dirs, summaries),
    pivot: by && pivotOf(summaries, by),
  });
}

function stepsOf(dirs: readonly string[], summaries: readonly Summary[]): NextSteps {
  const [[dir, summary] = [], ...more] = dirs.map((at, i) => [at, summaries[i]] as const);
  if (dir === undefined || summary === undefined || more.length > 0)
    return { resume: null, full: "the same command with --full" };
  return nextSteps({ dir, manifest: { id: summary.runId, command: summary.command } });
}

function published(whole: Summary): Summary {
  const { summary, leftOut } = withoutSoftware(whole);
  const { length } = leftOut;
  if (length > 0)
    process.stderr.write(
      `left out: ${length} row${length === 1 ? "" : "s"} of ${safeText(whole.runId)}, measured on emulated hardware; --software shows them\n`,
    );
  return summary;
}

async function trainingTable(folder: string | true, format: Format): Promise<string> {
  const { results, problems } = await readResults(folder === true ? trainingRecordsRoot : folder);
  for (const problem of problems) process.stderr.write(`${leftOut(problem)}\n`);
  return formatted(format, { kind: "training", summary: summariseTraining(results) });
}

function sameModel(text: string, known: SameModels): SameModels {
  const [before, after, ...more] = text.split("=");
  if (before && after && more.length === 0) return new Map([...known, [before, after]]);
  throw new InvalidArgumentError("Give two names, as old.onnx=new.onnx.");
}

/** @throws `unknown-name` for a model that one of the runs does not have */
function requireModels(same: SameModels, before: RunOnDisk, after: RunOnDisk): void {
  for (const [old, now] of same)
    for (const [name, { manifest }] of [
      [old, before],
      [now, after],
    ] as const)
      if (!manifest.suite.models.includes(name))
        throw unknownNameError(`model in ${manifest.id}`, name, manifest.suite.models);
}

async function regression(
  dirs: readonly string[],
  format: Format,
  same: SameModels,
): Promise<string> {
  const [first, second, ...more] = dirs;
  if (first === undefined || second === undefined || more.length > 0)
    throw twoRunsNeededError(dirs.length);
  const [before, after] = [await readWithWarnings(first), await readWithWarnings(second)];
  const reason = whyNotSame(before, after);
  if (reason !== undefined) throw notTheSameError(reason);
  requireModels(same, before, after);
  const report = regressionOf(before, after, same);
  if (!report.passes) process.exitCode = 1;
  return formatted(format, { kind: "regression", report });
}

async function readWithWarnings(dir: string): Promise<RunOnDisk> {
  const run = await readRun(dir);
  for (const { problem } of run.problems) process.stderr.write(`${leftOut(problem)}\n`);
  return run;
}

async function runFolders(names: readonly string[], { results, all }: Options): Promise<string[]> {
  if (names.length > 0) return Promise.all(names.map((name) => findRun(name, results)));
  if (all) {
    const runs = await listRuns(results);
    if (runs.length === 0) throw noRunsError(results);
    return runs.map(({ dir }) => dir);
  }
  const newest = await newestRun(results);
  if (newest === undefined) throw noRunsError(results);
  return [newest.dir];
}
