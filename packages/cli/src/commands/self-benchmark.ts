import type { Command } from "commander";
import { withInterrupt } from "../interrupt.ts";
import { printResult } from "../output/print.ts";
import { textTable } from "../output/text-table.ts";
import { StatusLine } from "../progress/status-line.ts";
import { figures, type Figure } from "../self-benchmark/figures.ts";

export function addSelfBenchmarkCommand(program: Command): void {
  program
    .command("self-benchmark")
    .description("measure the harness itself against its own targets (npm run bench:self)")
    .option("--only <name...>", `only these: ${Object.keys(figures).join(", ")}`)
    .option("--json", "print as JSON", false)
    .action(async ({ only, json }: { only?: string[]; json: boolean }) => {
      const status = new StatusLine();
      const wanted = Object.entries(figures).filter(([name]) => only?.includes(name) ?? true);
      const found: Figure[] = [];
      await withInterrupt("Run it again.", async (signal) => {
        for (const [name, measure] of wanted) {
          signal.throwIfAborted();
          status.line(`self-benchmark: ${name}`);
          found.push(...(await measure()));
        }
      });
      printResult(json, found, () => table(found));
    });
}

function table(found: readonly Figure[]): string {
  return textTable(
    ["figure", "measured", "target", "met"],
    found.map(({ name, text, target, met }) => [name, text, target, met ? "yes" : "NO"]),
  );
}
