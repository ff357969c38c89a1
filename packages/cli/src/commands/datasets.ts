import { Option, type Command } from "commander";
import { datasets, locateDataset, splitNames, type SplitName } from "@vmoe-bench/dataset";
import { describeImages } from "@vmoe-bench/dataset/images";
import { labelsOption } from "@vmoe-bench/bench/options";
import { withInterrupt } from "../terminal/interrupt.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { printResult } from "../terminal/print.ts";
import { textTable } from "@vmoe-bench/report/text-table";
import { imagesText } from "../output/images-text.ts";

interface DatasetsOptions {
  split: SplitName;
  labels?: string;
  json: boolean;
}

const examples = `
Examples:
  vmoe-bench datasets                          the data sets that have a name
  vmoe-bench datasets ./photos                 what a run would find in a folder of images
  vmoe-bench datasets ./imagenet --split train its training images`;

export function defineCommand(command: Command): void {
  command
    .argument("[path]", "class folders, images with a label file, a .csv, or .tar shards")
    .addOption(
      new Option("--split <name>", "which split of a folder").choices(splitNames).default("test"),
    )
    .option(labelsOption.flags, labelsOption.help)
    .option("--json", "print as JSON", false)
    .addHelpText("after", `${examples}\n\nExit code 1 where an image can't be used.`)
    .action(async (path: string | undefined, options: DatasetsOptions) => {
      if (path === undefined) await listDatasets(options.json);
      else await showImages(path, options);
    });
}

async function showImages(path: string, { split, labels, json }: DatasetsOptions): Promise<void> {
  const found = await withInterrupt("Start it again.", (signal) =>
    describeImages(path, split, labels, { signal, reporter: terminalReporter() }),
  );
  printResult(json, found, () => imagesText(found));
  if (found.corruptCount > 0) process.exitCode = 1;
}

async function listDatasets(json: boolean): Promise<void> {
  const found = await Promise.all(
    datasets.map(async (info) => ({
      ...info,
      folders: {
        train: await locateDataset(info.name, { split: "train" }),
        test: await locateDataset(info.name, { split: "test" }),
      },
    })),
  );
  printResult(json, found, () =>
    textTable(
      ["data set", "classes", "shape", "train", "test", "licence"],
      found.map(({ name, classes, channels, height, width, splits, folders, licence }) => [
        name,
        String(classes.length),
        `${channels}x${height}x${width}`,
        ...splitNames.map((split) => imagesCell(splits[split], folders[split] !== null)),
        licence,
      ]),
    ),
  );
}

function imagesCell(images: number, here: boolean): string {
  if (images === 0) return "none";
  if (images === Number.POSITIVE_INFINITY) return "drawn without end";
  return `${images} ${here ? "(here)" : "(not here)"}`;
}
