import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { modularityRemark } from "@vmoe-bench/report";
import type { TrainingReporter } from "@vmoe-bench/train";
import type { DataRequest } from "@vmoe-bench/bench/data";
import { withInterrupt } from "../terminal/interrupt.ts";
import { dataOptions, usualData } from "@vmoe-bench/bench/options";
import { addRequestOptions, percent, positiveInteger, seed } from "../terminal/options.ts";
import { duration, printResult, StatusLine } from "../terminal/print.ts";
import { besideRuns, quoted } from "@vmoe-bench/bench/run";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { upcycleModel, type Upcycled } from "@vmoe-bench/bench/upcycle";

interface UpcycleOptions {
  experts: number;
  layers: number;
  dataset?: string;
  allowDownload: boolean;
  epochs?: number;
  batch?: number;
  learningRate?: number;
  lambda?: number;
  heldOut?: number;
  seed?: number;
  recipe?: string;
  threads: number;
  resume: boolean;
  output: string;
  json: boolean;
}

const examples = `
Each expert begins as the dense model's own MLP. The super-classes come from the dense model's confusions
on a held-out part of the data; then all weights learn on, and the router learns the super-classes. The
dense model learns on for the same epochs, and the result is the gain over that.

Examples:
  vmoe-bench upcycle ./my-vit/ --experts 4 --layers 2 --dataset cifar10 -o upcycled
  vmoe-bench upcycle ./deit_tiny/ --experts 10 --layers 2 --data ./photos -o upcycled
                                        photos/train/CLASS/… and photos/val/CLASS/…, 224 pixels or any
  vmoe-bench upcycle fashion-vit-6x64 --experts 4 --layers 2 --epochs 2 -o upcycled
  vmoe-bench upcycle ./deit_tiny/ --experts 10 --layers 2 --data ./photos --recipe over.json -o upcycled
                                        over.json: {"optimiser": {"muon": {}}, "moe": {"reads": "tokens"}}
Then: vmoe-bench run --model upcycled/my-vit-tuned/ upcycled/my-vit-e4m2/`;

export function defineCommand(command: Command): void {
  command
    .argument("<model>", "a dense model by id, a model folder, or a checkpoint")
    .requiredOption("--experts <n>", "experts in each layer that has some", positiveInteger)
    .requiredOption("--layers <n>", "how many of the last layers get experts", positiveInteger)
    .option("--dataset <name>", "data set to learn (that of the model)");
  const data = addRequestOptions(command, dataOptions, usualData);
  command
    .option("--allow-download", "download the data set where it is missing", false)
    .option("--epochs <n>", "passes over the training images (5)", positiveInteger)
    .option("--batch <n>", "images a step (64)", positiveInteger)
    .option("--learning-rate <x>", "the highest, reached after a warm-up (0.0001)", positive)
    .option("--lambda <x>", "weight of the router's loss (0.3)", positive)
    .addOption(
      new Option("--held-out <percent>", "of the images, for the confusions (10)").argParser(
        percent,
      ),
    )
    .option("--seed <n>", "of the order of the images and the new weights (0)", seed)
    .option(
      "--recipe <file>",
      "fields of a recipe, as JSON, over the usual ones: optimiser, augmentation, ema, router, moe, …",
    )
    .option("--threads <n>", "of TensorFlow", positiveInteger, 2)
    .option("--no-resume", "start anew in place of going on from the last whole epoch")
    .requiredOption("-o, --output <folder>", "gets both models, each in a folder of its own")
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", examples)
    .action(async (model: string, { output, json, ...options }: UpcycleOptions) => {
      const status = new StatusLine();
      const request = {
        dataset: undefined,
        ...options,
        ...data(),
        model,
        out: output,
      };
      try {
        const made = await withInterrupt(
          "Start it again: it goes on from the last whole epoch.",
          (signal) =>
            besideRuns(resolve(output), terminalReporter(status), () =>
              upcycleModel(request, reportOn(status), {
                signal,
                reporter: terminalReporter(status),
              }),
            ),
        );
        printResult(json, made, () => resultText(made, request));
      } finally {
        status.clear();
      }
    });
}

function reportOn(status: StatusLine): TrainingReporter {
  return {
    onModel({ name, epochs, epochsDone }) {
      const done = epochsDone === 0 ? "" : `, ${epochsDone} done before`;
      status.line(`${name}: ${epochs} epochs${done}`);
    },
    onSuperClasses(members, modularity) {
      const sizes = members.map((names) => names.length).join(", ");
      status.line(`super-classes of ${sizes} classes, modularity ${modularity.toFixed(3)}`);
      const remark = modularityRemark(modularity);
      if (remark !== undefined) status.line(remark);
    },
    onStep({ epoch, epochs, step, steps, loss, imagesPerSecond, secondsLeft }) {
      status.update(
        `epoch ${epoch} of ${epochs}, step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${imagesPerSecond.toFixed(0)} images/s, ${duration(1_000 * secondsLeft)} left`,
      );
    },
    onEpoch({ epoch, loss, heldOutAccuracy, heldOutRouterAccuracy }) {
      const router =
        heldOutRouterAccuracy === undefined ? "" : `, router ${part(heldOutRouterAccuracy)}`;
      status.line(
        `epoch ${epoch}: loss ${loss.toFixed(3)}, held-out top-1 ${part(heldOutAccuracy)}${router}`,
      );
    },
  };
}

function resultText(made: Upcycled, asked: DataRequest): string {
  const { dense, sparse, record, top1, denseTop1, givenTop1, gain, routerAccuracy } = made;
  const data = dataOptions.flatMap((option) => option.write(asked));
  const compare = [
    "vmoe-bench run --model",
    ...[`${dense}/`, `${sparse}/`, ...data].map(quoted),
  ].join(" ");
  const routed = routerAccuracy === null ? "" : `, router ${part(routerAccuracy)}`;
  return [
    `Top-1 on the test images: ${tested(top1)} the V-MoE${routed}, ${tested(denseTop1)} the dense model after the same epochs, ${part(givenTop1)} as it was given.`,
    gain === null
      ? "One test image is too few for an interval."
      : `The experts' gain: ${points(gain.value)} points [${points(gain.low)}, ${points(gain.high)}], 95 % over the test images, paired; of one seed.`,
    sparse,
    dense,
    `Measure both: ${compare}`,
    `Its super-classes: vmoe-bench superclasses ${quoted(record)}`,
  ].join("\n");
}

function tested(top1: number | null): string {
  return top1 === null ? "not tried:" : part(top1);
}

function points(gain: number): string {
  return `${gain < 0 ? "" : "+"}${(100 * gain).toFixed(2)}`;
}

function part(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function positive(text: string): number {
  const value = Number(text);
  if (text !== "" && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("Give a number above 0, at most 1.");
}
