import { Option, type Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { axes, isSlower, pivotOf, regressionOf, whyNotSame, type Axis } from "@vmoe-bench/report";
import { listRuns, newestRun, readRun, type RunOnDisk } from "@vmoe-bench/runner";
import { formats, formatted, type Format } from "../output/formats.ts";
import { resultsRoot } from "../project.ts";
import { findRun } from "../run/find-run.ts";
import { NoRunsError } from "../run/no-runs.ts";
import { cachedSummaries } from "../summaries/cached-summaries.ts";

class NotTheSameError extends KnownError {
  override readonly code = "not-the-same";

  constructor(reason: string) {
    super(
      `These runs can't be compared as two runs of the same: ${reason}.`,
      "Show them side by side with --by device or --by run.",
    );
  }
}

class TwoRunsNeededError extends KnownError {
  override readonly code = "two-runs-needed";

  constructor(given: number) {
    super(
      `--regression compares two runs, and ${given} ${given === 1 ? "is" : "are"} given.`,
      "Name the earlier and the later one.",
    );
  }
}

interface Options {
  readonly format: Format;
  readonly json: boolean;
  readonly results: string;
  readonly all: boolean;
  readonly by?: Axis;
  readonly regression: boolean;
  readonly cache: boolean;
}

const examples = `
With --regression the exit code is 1 where something got slower.

Examples:
  vmoe-bench compare                                the newest run
  vmoe-bench compare --all --by device              every run, devices side by side
  vmoe-bench compare RUN --by strategy --format md  strategies side by side, for a pull request
  vmoe-bench compare OLD NEW --regression           what got slower
  vmoe-bench compare --format bencher > bmf.json    for \`bencher run --adapter json --file bmf.json\``;

export function addCompareCommand(program: Command): void {
  program
    .command("compare")
    .description("the table of runs, recomputed from their records; of the newest run by default")
    .argument("[run...]", "runs by id, or their folders")
    .option("--all", "every run of the results folder", false)
    .addOption(new Option("--by <axis>", "what stands side by side").choices(axes))
    .option("--regression", "what got slower from the first of two runs to the second", false)
    .addOption(new Option("--format <name>", "how it is printed").choices(formats).default("table"))
    .option("--json", "the same as --format json", false)
    .option("--results <folder>", "where records are", resultsRoot)
    .option("--no-cache", "read every record again")
    .addHelpText("after", examples)
    .action(async (runs: string[], options: Options) => {
      const format = options.json ? "json" : options.format;
      const dirs = await runFolders(runs, options);
      process.stdout.write(
        options.regression
          ? await regression(dirs, format)
          : await comparison(dirs, format, options),
      );
    });
}

async function comparison(
  dirs: readonly string[],
  format: Format,
  { by, cache }: Options,
): Promise<string> {
  const summaries = await cachedSummaries(dirs, { cache });
  return formatted(format, { kind: "runs", summaries, pivot: by && pivotOf(summaries, by) });
}

async function regression(dirs: readonly string[], format: Format): Promise<string> {
  const [first, second, ...more] = dirs;
  if (first === undefined || second === undefined || more.length > 0)
    throw new TwoRunsNeededError(dirs.length);
  const [before, after] = [await readWithWarnings(first), await readWithWarnings(second)];
  const reason = whyNotSame(before, after);
  if (reason !== undefined) throw new NotTheSameError(reason);
  const report = regressionOf(before, after);
  if (report.arms.some(isSlower)) process.exitCode = 1;
  return formatted(format, { kind: "regression", report });
}

async function readWithWarnings(dir: string): Promise<RunOnDisk> {
  const run = await readRun(dir);
  for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
  return run;
}

async function runFolders(names: readonly string[], { results, all }: Options): Promise<string[]> {
  if (names.length > 0) return Promise.all(names.map((name) => findRun(name, results)));
  if (all) {
    const runs = await listRuns(results);
    if (runs.length === 0) throw new NoRunsError(results);
    return runs.map(({ dir }) => dir);
  }
  const newest = await newestRun(results);
  if (newest === undefined) throw new NoRunsError(results);
  return [newest.dir];
}
