import type { Command } from "commander";
import { moeOf, type KnownFlops, type ModelCost, type Strategy } from "@vmoe-bench/contracts";
import { strategy } from "../terminal/options.ts";
import { megabytes, millions, printResult } from "../terminal/print.ts";
import { textTable } from "@vmoe-bench/report/text-table";
import { denormalLines, findRunModel } from "@vmoe-bench/models/find";

export function defineCommand(command: Command): void {
  command
    .argument("<model...>", "models by id, folders with a card.json, or ONNX files")
    .option("--strategy <name>", "how experts are executed; gather unless told", strategy)
    .option("--json", "print as JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  vmoe-bench cost fashion-vit-6x64 fashion-vmoe-6x64-e4\n  vmoe-bench cost ./my.onnx   counted from its graph",
    )
    .action(async (names: string[], options: { strategy?: Strategy; json: boolean }) => {
      const costs = await Promise.all(names.map((name) => costOf(name, options.strategy)));
      printResult(options.json, costs, () => costText(costs));
    });
}

interface Cost extends Pick<ModelCost, "flops" | "parameters"> {
  readonly model: string;
  readonly strategy: Strategy;
  readonly weightBytes: { readonly total: number; readonly active: number };
  /** Weights so small that a CPU may be slow with them. */
  readonly denormals: number;
  /** What was found out rather than said. */
  readonly inferred: readonly string[];
}

async function costOf(name: string, asked: Strategy | undefined): Promise<Cost> {
  const model = await findRunModel(name);
  const { id, shape, inferred } = model;
  const chosen: Strategy = moeOf(shape) === undefined ? "dense" : (asked ?? "gather");
  const { flops, parameters } = model.costOf(chosen);
  const weightBytes =
    shape.kind === "onnx"
      ? { total: shape.config.weightBytes, active: shape.config.weightBytes }
      : { total: 4 * parameters.total, active: 4 * parameters.active };
  const denormals = await model.denormals();
  const notes = [...inferred, ...denormalLines(name, denormals)];
  return {
    model: id,
    strategy: chosen,
    flops,
    parameters,
    weightBytes,
    denormals,
    inferred: notes,
  };
}

function counts(flops: ModelCost["flops"]): string[] {
  if ("unknownOperators" in flops)
    return [`unknown: operators ${flops.unknownOperators.join(", ")}`, "unknown", "unknown"];
  return [shown(flops.denseEquivalent), shown(flops.active), shown(flops.executed)];
}

function shown({ macs2, elementwise }: KnownFlops["active"]): string {
  return `${millions(macs2)} + ${millions(elementwise)}`;
}

function costText(costs: readonly Cost[]): string {
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
    costs.map(({ model, strategy, flops, parameters, weightBytes }) => [
      model,
      strategy,
      ...counts(flops),
      parameters.total.toLocaleString("en"),
      parameters.active.toLocaleString("en"),
      megabytes(weightBytes.total),
    ]),
  );
  const notes = costs.flatMap(({ inferred }) => inferred);
  return [
    table,
    "FLOPs per image in millions: products (2 x MAC) + elementwise work.",
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
  ].join("\n\n");
}
