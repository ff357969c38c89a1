import { join } from "node:path";
import { type Command } from "commander";
import { headlinesOf, requireOwnFolder, writeDashboard } from "@vmoe-bench/dashboard";
import { printResult } from "../output/print.ts";
import { resultsRoot } from "../project.ts";
import { dashboardOf } from "../report/dashboard-of.ts";
import { reportedRuns } from "../report/reported-runs.ts";

interface ReportOptions {
  readonly out: string;
  readonly results: string;
  readonly training?: string;
  readonly force: boolean;
  readonly json: boolean;
}

export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("a dashboard as a folder of plain files, for a browser or any static host")
    .argument("[run...]", "runs by id, or their folders; all runs where none is named")
    .requiredOption("--out <folder>", "where it is written; empty, or a dashboard of ours")
    .option("--results <folder>", "where records are", resultsRoot)
    .option(
      "--training <folder>",
      "where training records are; training/ in the results unless given",
    )
    .option("--force", "write into a folder that holds other files", false)
    .option("--json", "print what was written as JSON", false)
    .addHelpText(
      "after",
      `
Examples:
  vmoe-bench report --out site                  all runs in results/
  vmoe-bench report RUN --out site              one run

Open site/index.html, or put the folder on any static host.`,
    )
    .action(async (names: string[], options: ReportOptions) => {
      if (!options.force) await requireOwnFolder(options.out);
      const runs = await reportedRuns(names, options.results);
      const trainings = options.training ?? join(options.results, "training");
      const dashboard = await dashboardOf(runs, trainings);
      const files = await writeDashboard(options.out, dashboard, { force: options.force });
      const { cells } = dashboard.data;
      const headlines = headlinesOf(dashboard.data).map(({ sentence }) => sentence);
      const result = { out: options.out, runs: runs.length, cells: cells.length, files, headlines };
      printResult(options.json, result, () =>
        [
          ...headlines,
          `${runs.length} ${runs.length === 1 ? "run" : "runs"}, ${cells.length} cells: ${options.out}/index.html`,
        ].join("\n"),
      );
    });
}
