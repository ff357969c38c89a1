import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type RunEnding, runQueue } from "@vmoe-bench/train";
import type { DataRequest } from "@vmoe-bench/bench/data";
import { dataOptions, requireNoImageOptions, usualData } from "@vmoe-bench/bench/options";
import { besideRuns, quoted } from "@vmoe-bench/bench/run";
import {
  askedTraining,
  type AskedTraining,
  modelFolder,
  type QueueSettings,
  resultFile,
  trainingQueue,
  trainInProcess,
  writeTestList,
} from "@vmoe-bench/train/jobs";
import type { Preparing } from "@vmoe-bench/contracts";
import { queueProgress } from "../progress/queue-progress.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import { addRequestOptions, collect, positiveInteger, seed } from "../terminal/options.ts";
import { printResult, StatusLine } from "../terminal/print.ts";

interface TrainCommandOptions {
  queue?: string;
  seeds?: number[];
  resume: boolean;
  heldOutOnly: boolean;
  jobs: number;
  out?: string;
  models?: string;
  records?: string;
  allowDownload: boolean;
  threads: number;
  json: boolean;
}

const examples = `
Examples:
  vmoe-bench train ./my-photos                       a dense ViT and its V-MoE for a folder of images, by a recipe
                                                     that suits them: my-photos/CLASS/…, or train/CLASS/… and
                                                     val/CLASS/…; also a .csv of paths and labels, or .tar shards
  vmoe-bench train fashion-vit-6x64                  a dense ViT
  vmoe-bench train fashion-vmoe-6x64-e4              its V-MoE; the dense baseline first, where it is missing
  vmoe-bench train cifar100-vmoe-6x32-p8-e10 --seeds 0 1 2 --data FOLDER --held-out-only
                                                     three seeds, for a search on held-out images
  vmoe-bench train cifar100-vit-6x32-p8 --data ./my-photos
                                                     a recipe for other images, with as many outputs as they have
                                                     classes; a recipe of your own names them: "dataset": "./my-photos"
  vmoe-bench train --queue ablation --jobs 2 --threads 1
                                                     all of queues/ablation.json, two at a time

What is finished is left alone, and what was stopped goes on from its last whole epoch.`;

export function defineCommand(command: Command): void {
  command
    .argument("[recipe...]", "recipes in recipes/, paths that end in .json, or one path to images")
    .option("--queue <name>", "recipes and seeds in queues/, or a path that ends in .json")
    .option("--seed, --seeds <n...>", "instead of the recipe's", collect(seed))
    .option("--resume", "go on from the last whole epoch", true)
    .option("--no-resume", "train from the start and replace what is there")
    .option("--held-out-only", "leave the test split alone and write no model: for a search", false)
    .option("--jobs <n>", "runs at one time, each in a process of its own", positiveInteger, 1)
    .option("--threads <n>", "of TensorFlow, for each run", positiveInteger, 2)
    .option("--out <folder>", "checkpoints and whole records (runs; of images runs/NAME)")
    .option("--records <folder>", "small records (results/training; of images OUT/records)")
    .option("--models <folder>", "finished models (OUT/models)");
  const data = addRequestOptions(command, imageOptions, usualData);
  command
    .option("--allow-download", "download the data set where it is missing", false)
    .option("--json", "print how each run ended as JSON", false)
    .addHelpText("after", examples)
    .action(async (names: string[], options: TrainCommandOptions) => {
      const reporter = terminalReporter();
      const given = data();
      const { dir, skipCorrupt, labels, orientation } = given;
      const asked = await askedTraining(names, { ...options, data: dir, labels }, reporter);
      const { resume, heldOutOnly, allowDownload, threads, jobs } = options;
      const files = { data: dir ?? null, skipCorrupt, labels: labels ?? null, orientation };
      const settings = { resume, heldOutOnly, allowDownload, threads, jobs, ...files, ...asked };
      const { ended, next } = await withInterrupt(
        "Start it again: it goes on from the last whole epoch.",
        (signal) =>
          besideRuns(resolve(asked.out), reporter, () =>
            trainAll(settings, given, { signal, reporter }),
          ),
      );
      printResult(options.json, ended, () => [...ended.map(line), ...next].join("\n"));
      if (ended.some(({ status }) => status === "failed")) process.exitCode = 1;
    });
}

const imageOptions = dataOptions.filter(({ key }) =>
  ["dir", "skipCorrupt", "labels", "orientation"].includes(key),
);

type Ended = RunEnding & {
  readonly run: string;
  readonly record: string;
  /** Where the finished model is; null where it is not, or was not to be written. */
  readonly model: string | null;
};

interface Settings extends QueueSettings {
  readonly wanted: AskedTraining["wanted"];
  readonly jobs: number;
}

async function trainAll(
  { wanted, jobs, ...settings }: Settings,
  asked: DataRequest,
  preparing: Preparing,
): Promise<{ ended: Ended[]; next: string[] }> {
  const { signal } = preparing;
  const { runs, done, records, commandOf, images } = await trainingQueue(
    wanted,
    settings,
    preparing,
  );
  if (images === undefined) requireNoImageOptions(asked, "a data set that has a name");
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
  const ended = runs.map(({ id, recipe }): Ended => {
    const ending = endings.get(id) ?? { status: "finished" };
    const isMade = ending.status === "finished" && !settings.heldOutOnly;
    return {
      run: id,
      record: resultFile(records, recipe),
      model: isMade ? modelFolder(settings.models, recipe) : null,
      ...ending,
    };
  });
  const models = ended.flatMap(({ model }) => (model === null ? [] : [model]));
  const next = images === undefined ? [] : await compareLine(images, models, settings.out);
  return { ended, next };
}

/** A baseline that is finished need not be waited for. */
function withoutDone(done: ReadonlySet<string>) {
  return <R extends { readonly needs: string | undefined }>(run: R): R =>
    run.needs !== undefined && done.has(run.needs) ? { ...run, needs: undefined } : run;
}

function line(ended: Ended): string {
  if (ended.status === "finished") return `${ended.run}: ${ended.record}`;
  return `${ended.run} FAILED: ${ended.message}\n  ${ended.remedy}`;
}

/**
 * How models are measured on the images that they were not trained on; writes which these are where
 * no folder says it.
 * @param out where a list of them goes
 * @throws FileNotWritableError
 */
async function compareLine(
  images: Parameters<typeof writeTestList>[0],
  models: readonly string[],
  out: string,
): Promise<string[]> {
  if (models.length === 0) return [];
  const test = await writeTestList(images, join(out, "test-images.csv"));
  if (test === undefined) return ["The test images are parts of shards, which `run` reads whole."];
  const { data, labels } = test;
  const words = [...models.map((model) => `${model}/`), "--data", data];
  const list = labels === undefined ? [] : ["--labels", labels];
  return [
    `Measure them: ${["vmoe-bench run --model", ...[...words, ...list].map(quoted)].join(" ")}`,
  ];
}
