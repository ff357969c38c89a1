import type { Command } from "commander";
import type { Strategy } from "@vmoe-bench/contracts";
import { modelCost } from "@vmoe-bench/model";
import { strategy } from "../options.ts";
import { findModel } from "../run/models/find-model.ts";
import { megabytes, millions, printResult } from "../output/print.ts";
import { textTable } from "../output/text-table.ts";

export function addCostCommand(program: Command): void {
  program
    .command("cost")
    .description("FLOPs, parameters and bytes of a model, per image")
    .argument("<model...>", "models by id, or folders with a card.json")
    .option("--strategy <name>", "how experts are executed; gather unless told", strategy)
    .option("--json", "print as JSON", false)
    .addHelpText("after", "\nExample:\n  vmoe-bench cost fashion-vit-6x64 fashion-vmoe-6x64-e4")
    .action(async (names: string[], options: { strategy?: Strategy; json: boolean }) => {
      const costs = await Promise.all(
        names.map(async (name) => {
          const { card } = await findModel(name);
          const dense = card.config.moe === undefined;
          const chosen: Strategy = dense ? "dense" : (options.strategy ?? "gather");
          return { model: card.id, strategy: chosen, ...modelCost(card.config, chosen) };
        }),
      );
      printResult(options.json, costs, () => costTable(costs));
    });
}

function flops({ macs2, elementwise }: { macs2: number; elementwise: number }): string {
  return `${millions(macs2)} + ${millions(elementwise)}`;
}

type Cost = ReturnType<typeof modelCost> & { model: string; strategy: Strategy };

function costTable(costs: readonly Cost[]): string {
  const table = textTable(
    [
      "model",
      "strategy",
      "dense-equivalent",
      "active",
      "executed",
      "parameters",
      "active",
      "weights",
    ],
    costs.map(({ model, strategy, flops: counts, parameters, weightBytes }) => [
      model,
      strategy,
      flops(counts.denseEquivalent),
      flops(counts.active),
      flops(counts.executed),
      parameters.total.toLocaleString("en"),
      parameters.active.toLocaleString("en"),
      megabytes(weightBytes.total),
    ]),
  );
  return `${table}\n\nFLOPs per image in millions: products (2 x MAC) + elementwise work.`;
}
