import { join, resolve } from "node:path";
import type { Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { runQueue, type RunEnding } from "@vmoe-bench/train";
import { withInterrupt } from "../terminal/interrupt.ts";
import { collect, positiveInteger, seed } from "../terminal/options.ts";
import { printResult } from "../terminal/print.ts";
import { queueProgress } from "../progress/queue-progress.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { workFolder, readQueue, trainingRecordsRoot } from "@vmoe-bench/files";
import { resultFile, trainingQueue, trainInProcess } from "@vmoe-bench/train/jobs";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { besideRuns } from "@vmoe-bench/bench/run";

interface TrainCommandOptions {
  queue?: string;
  seeds?: number[];
  resume: boolean;
  heldOutOnly: boolean;
  jobs: number;
  out: string;
  models: string;
  records: string;
  data?: string;
  allowDownload: boolean;
  threads: number;
  json: boolean;
}

const examples = `
Examples:
  vmoe-bench train fashion-vit-6x64                  a dense ViT
  vmoe-bench train fashion-vmoe-6x64-e4              its V-MoE; the dense twin first, where it is missing
  vmoe-bench train cifar100-vmoe-6x32-p8-e10 --seeds 0 1 2 --data FOLDER --held-out-only
                                                     three seeds, for a search on held-out images
  vmoe-bench train --queue ablation --jobs 2 --threads 1
                                                     all of queues/ablation.json, two at a time

What is finished is left alone, and what was stopped goes on from its last whole epoch.`;

/** Neither recipes nor a queue, or both. */
function nothingToTrainError(): KnownError {
  return new KnownError(
    "nothing-to-train",
    "Give recipes or a queue, one of both.",
    "See `vmoe-bench train --help`.",
  );
}

/** A queue has its own seeds. */
function seedsOfQueueError(queue: string): KnownError {
  return new KnownError(
    "seeds-of-queue",
    `The queue "${queue}" says which seeds each recipe has, so --seeds does not go with it.`,
    "Change the queue's file, or name the recipes with --seeds.",
  );
}

export function defineCommand(command: Command): void {
  command
    .argument("[recipe...]", "recipes in recipes/, or paths that end in .json")
    .option("--queue <name>", "recipes and seeds in queues/, or a path that ends in .json")
    .option("--seed, --seeds <n...>", "instead of the recipe's", collect(seed))
    .option("--resume", "go on from the last whole epoch", true)
    .option("--no-resume", "train from the start and replace what is there")
    .option("--held-out-only", "leave the test split alone and write no model: for a search", false)
    .option("--jobs <n>", "runs at one time, each in a process of its own", positiveInteger, 1)
    .option("--threads <n>", "of TensorFlow, for each run", positiveInteger, 2)
    .option("--out <folder>", "checkpoints and whole records", join(workFolder, "runs"))
    .option("--records <folder>", "small records, to be committed", trainingRecordsRoot)
    .option("--models <folder>", "finished models", join(workFolder, "runs", "models"))
    .option("--data <folder>", "where the data set lies")
    .option("--allow-download", "download the data set where it is missing", false)
    .option("--json", "print how each run ended as JSON", false)
    .addHelpText("after", examples)
    .action(async (names: string[], options: TrainCommandOptions) => {
      const ended = await withInterrupt(
        "Start it again: it goes on from the last whole epoch.",
        (signal) =>
          besideRuns(resolve(options.out), terminalReporter(), () =>
            trainAll(names, options, signal),
          ),
      );
      printResult(options.json, ended, () => ended.map(line).join("\n"));
      if (ended.some(({ status }) => status === "failed")) process.exitCode = 1;
    });
}

type Ended = RunEnding & { readonly run: string; readonly record: string };

async function trainAll(
  names: readonly string[],
  options: TrainCommandOptions,
  signal: AbortSignal,
): Promise<Ended[]> {
  const {
    seeds = [undefined],
    jobs,
    resume,
    heldOutOnly,
    out,
    models,
    records,
    allowDownload,
    threads,
  } = options;
  const settings = { resume, heldOutOnly, out, models, records, allowDownload, threads };
  if ((names.length === 0) === (options.queue === undefined)) throw nothingToTrainError();
  if (options.queue !== undefined && options.seeds !== undefined)
    throw seedsOfQueueError(options.queue);
  const wanted =
    options.queue === undefined ? [{ recipes: names, seeds }] : await readQueue(options.queue);
  const { runs, done, commandOf } = await trainingQueue(
    wanted,
    { ...settings, data: options.data ?? null },
    signal,
  );
  const left = runs.filter(({ id }) => !done.has(id));
  const progress = queueProgress(left, jobs, new StatusLine());
  progress.planned(done.size);
  const endings = await runQueue(left.map(withoutDone(done)), {
    jobs,
    signal,
    trainOne: (run) =>
      trainInProcess(
        commandOf(run),
        (event) => {
          progress.event(run, event);
        },
        signal,
      ),
    onEnd: (run, ending) => {
      progress.ended(run, ending);
    },
  });
  return runs.map(({ id, recipe }) => ({
    run: id,
    record: resultFile(records, recipe),
    ...(endings.get(id) ?? { status: "finished" }),
  }));
}

/** A twin that is finished need not be waited for. */
function withoutDone(done: ReadonlySet<string>) {
  return <R extends { readonly needs: string | undefined }>(run: R): R =>
    run.needs !== undefined && done.has(run.needs) ? { ...run, needs: undefined } : run;
}

function line(ended: Ended): string {
  if (ended.status === "finished") return `${ended.run}: ${ended.record}`;
  return `${ended.run} FAILED: ${ended.message}\n  ${ended.remedy}`;
}
