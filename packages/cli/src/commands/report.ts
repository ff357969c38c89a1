import { join } from "node:path";
import type { Command } from "commander";
import { headlinesOf, openDashboardFiles, writeRuns } from "@vmoe-bench/dashboard";
import { claimFolder, requireOwnFolder, resultsRoot } from "@vmoe-bench/files";
import { printResult } from "../terminal/print.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { readRuns } from "../report/read-runs.ts";
import { runFolders, NoRunsError } from "@vmoe-bench/runner";
import { leftOut } from "../output/left-out.ts";

interface ReportOptions {
  readonly out: string;
  readonly results: string;
  readonly training?: string;
  readonly force: boolean;
  readonly json: boolean;
}

export function defineCommand(command: Command): void {
  command
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
    .action(async (names: string[], { out, results, training, force, json }: ReportOptions) => {
      await requireOwnFolder(out, "dashboard", { force });
      const dirs = await runFolders(names, results);
      await claimFolder(out, "dashboard");
      const status = new StatusLine();
      const { data, files } = await writeRuns(await openDashboardFiles(out), {
        runs: readRuns(dirs, status, names.length > 0),
        trainings: training ?? join(results, "training"),
        onProblem: (problem) => status.line(leftOut(problem)),
      });
      status.clear();
      if (data.runs.length === 0) throw new NoRunsError(results);
      const headlines = headlinesOf(data).map(({ sentence }) => sentence);
      const [runs, cells] = [data.runs.length, data.cells.length];
      // The marker of the folder is a file, too.
      printResult(json, { out, runs, cells, files: files + 1, headlines }, () =>
        [
          ...headlines,
          `${runs} ${runs === 1 ? "run" : "runs"}, ${cells} cells: ${out}/index.html`,
        ].join("\n"),
      );
    });
}
