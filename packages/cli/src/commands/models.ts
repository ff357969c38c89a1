import type { Command } from "commander";
import { zooModels } from "@vmoe-bench/models/zoo";
import { megabytes, printResult } from "../terminal/print.ts";
import { textTable } from "@vmoe-bench/report/text-table";

export function defineCommand(command: Command): void {
  command
    .option("--json", "print the model cards as JSON", false)
    .action(async ({ json }: { json: boolean }) => {
      const cards = await zooModels();
      printResult(json, cards, () =>
        textTable(
          ["model", "top-1", "images", "data set", "size", "baseline"],
          cards.map(({ id, training, dataset, weights, baseline }) => [
            id,
            training.kind === "trained" ? `${(100 * training.accuracy.top1).toFixed(2)} %` : "–",
            training.kind === "trained" ? String(training.accuracy.images) : "–",
            dataset,
            megabytes(weights.bytes),
            baseline ?? "–",
          ]),
        ),
      );
    });
}
