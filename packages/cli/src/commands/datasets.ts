import type { Command } from "commander";
import { datasets, locateDataset, splitNames } from "@vmoe-bench/dataset";
import { printResult } from "../output/print.ts";
import { textTable } from "../output/text-table.ts";

export function addDatasetsCommand(program: Command): void {
  program
    .command("datasets")
    .description("list the data sets, and which of their splits are here")
    .option("--json", "print as JSON", false)
    .action(async ({ json }: { json: boolean }) => {
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
            ...splitNames.map(
              (split) => `${splits[split]} ${folders[split] === null ? "(not here)" : "(here)"}`,
            ),
            licence,
          ]),
        ),
      );
    });
}
