import type { Command } from "commander";
import { armKey } from "@vmoe-bench/contracts";
import { agreementOf, renderTable, summarise, type Agreement } from "@vmoe-bench/report";
import { readRun } from "@vmoe-bench/runner";
import type { BrowserKind } from "@vmoe-bench/setup";
import { InterruptedError } from "../failure.ts";
import { browserOption } from "../options.ts";
import { printResult } from "../output/print.ts";
import { textTable } from "../output/text-table.ts";
import { resultsRoot } from "../project.ts";
import { findRun } from "../run/find-run.ts";
import { runBenchmark } from "../run/run-benchmark.ts";
import { replayedRun } from "../run/run-setup.ts";

interface ReplayOptions {
  results: string;
  data?: string;
  browser: BrowserKind;
  json: boolean;
}

const examples = `
Example:
  vmoe-bench replay 2026-11-24T09-13-36-079Z-default`;

export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description("run a run again as it was planned, and say whether its intervals agree")
    .argument("<run>", "a run by its id, or its folder")
    .option("--results <folder>", "where records are, and where the new run goes", resultsRoot)
    .option("--data <folder>", "where the data set lies")
    .addOption(browserOption())
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", examples)
    .action(async (name: string, options: ReplayOptions) => {
      const before = summarise(await readRun(await findRun(name, options.results)));
      const where = { out: options.results, dataDir: options.data };
      const { run, outcome } = await runBenchmark(
        (signal) => replayedRun(signal, name, where),
        options.browser,
      );
      if (outcome.status === "aborted")
        throw new InterruptedError(
          "The replay was stopped before its last block.",
          `Go on with: vmoe-bench run --resume ${run.dir}`,
        );
      const after = summarise(run);
      const found = agreementOf(before, after);
      printResult(
        options.json,
        { run: run.manifest.id, of: before.runId, agreement: found },
        () => `${renderTable(after)}\n${table(found)}`,
      );
      process.stderr.write(`\nRecords: ${run.dir}\n`);
      if (found.some(({ status }) => status === "differs")) process.exitCode = 1;
    });
}

function table(found: readonly Agreement[]): string {
  return textTable(
    ["arm", "before", "now", "intervals"],
    found.map((one) => [
      armKey(one.arm),
      one.status === "not enough" ? "-" : interval(one.before),
      one.status === "not enough" ? "-" : interval(one.after),
      one.status === "differs" ? "DIFFER" : one.status,
    ]),
  );
}

function interval({ ratio, low, high }: { ratio: number; low: number; high: number }): string {
  return `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
