import { type Command, Option } from "commander";
import { datasets, locateDataset, type SplitName, splitNames } from "@vmoe-bench/dataset";
import { describeImages, type ImagesDescription } from "@vmoe-bench/dataset/images";
import { labelsOption } from "@vmoe-bench/bench/options";
import { textTable } from "@vmoe-bench/report/text-table";
import { withInterrupt } from "../terminal/interrupt.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { printResult } from "../terminal/print.ts";
import { plainText } from "../terminal/layout.ts";

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
  const images = await withInterrupt("Start it again.", (signal) =>
    describeImages(path, split, labels, { signal, reporter: terminalReporter() }),
  );
  printResult(json, images, () => imagesText(images));
  if (images.corruptCount > 0) process.exitCode = 1;
}

async function listDatasets(json: boolean): Promise<void> {
  const sets = await Promise.all(
    datasets.map(async (info) => ({
      ...info,
      folders: {
        train: await locateDataset(info.name, { split: "train" }),
        test: await locateDataset(info.name, { split: "test" }),
      },
    })),
  );
  printResult(json, sets, () =>
    textTable(
      ["data set", "classes", "shape", "train", "test", "licence"],
      sets.map(({ name, classes, channels, height, width, splits, folders, licence }) => [
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

const mostClasses = 20;
const mostCorrupt = 10;

function imagesText(found: ImagesDescription): string {
  const { path, splitFolder, layout, labelsFrom, images, classes, named, otherFiles } = found;
  const { formats, smallest, largest, corruptCount, corrupt, notes } = found;
  const facts: [string, string][] = [
    ["path", splitFolder === null ? path : `${path} (${splitFolder})`],
    ["layout", labelsFrom === null ? layout : `${layout} ${labelsFrom}`],
    ["images", count(images)],
    ["classes", named ? count(classes.length) : `${count(classes.length)}, by number`],
    [
      "formats",
      Object.entries(formats)
        .map(([name, n]) => `${name} ${count(n)}`)
        .join(", ") || "–",
    ],
    ["sizes", `${size(smallest)} to ${size(largest)} pixels`],
    ["other files", count(otherFiles)],
    ["corrupt", count(corruptCount)],
  ];
  const rows = classes.slice(0, mostClasses).map((one) => [one.name, count(one.images)]);
  const more = classes.length - rows.length;
  const bad = corrupt.slice(0, mostCorrupt).map(({ name, problem }) => `  ${name} ${problem}`);
  const parts = [
    facts.map(([name, value]) => `${name.padEnd(12)} ${value}`).join("\n"),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    textTable(["class", "images"], rows) + (more > 0 ? `\n… and ${count(more)} more classes` : ""),
    ...(bad.length === 0
      ? []
      : [
          `These can't be used, and a run needs --skip-corrupt:\n${bad.join("\n")}${corruptCount > bad.length ? `\n  … and ${count(corruptCount - bad.length)} more` : ""}`,
        ]),
  ];
  return parts.map((part) => part.split("\n").map(plainText).join("\n")).join("\n\n");
}

function count(images: number): string {
  return images.toLocaleString("en");
}

function size(sides: readonly number[] | null): string {
  return sides?.join(" x ") ?? "–";
}
