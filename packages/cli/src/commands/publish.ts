import { join } from "node:path";
import type { Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { drawText, checkDocument } from "@vmoe-bench/report";
import { claimFolder, requireOwnFolder, resultsRoot } from "@vmoe-bench/files";
import { checkResults, runFolders } from "@vmoe-bench/runner";
import { stdoutLayout } from "../terminal/layout.ts";
import { printResult } from "../terminal/print.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { writePublication, type Published } from "../publish/write-publication.ts";
import { readRuns } from "../report/read-runs.ts";
import { leftOut } from "../output/left-out.ts";

class CheckFailsError extends KnownError {
  override readonly code = "check-fails";
  override readonly exitCode = 1;

  constructor(results: string) {
    super(
      `${results} fails the check above, and nothing was written.`,
      "Correct what it says, or publish all the same with --unchecked: what the check says is published, too.",
    );
  }
}

interface Options {
  readonly out: string;
  readonly results: string;
  readonly force: boolean;
  readonly unchecked: boolean;
  readonly json: boolean;
}

const examples = `
The folder is a whole site: the dashboard, the tables, the records themselves and what the check
says of them. Put it on any static host, or push it to the main branch of a GitHub repository of its
own, whose Pages settings have "GitHub Actions" as the source: the workflow is in the folder.

Records of other people and devices are copied into the results folder, a folder a device, as they
are: \`vmoe-bench check\` says of each whether it may be compared.

Examples:
  vmoe-bench publish --out site
  vmoe-bench publish --out site --results collected`;

export function defineCommand(command: Command): void {
  command
    .requiredOption("--out <folder>", "where it is written; empty, or a publication of ours")
    .option("--results <folder>", "where records are", resultsRoot)
    .option("--force", "write into a folder that holds other files", false)
    .option("--unchecked", "publish results that fail the check", false)
    .option("--json", "print what was written as JSON", false)
    .addHelpText("after", examples)
    .action(async ({ out, results, force, unchecked, json }: Options) => {
      const isAgain = await requireOwnFolder(out, "publication", { force });
      const status = new StatusLine();
      const check = await checkResults(results, (done, total) => {
        status.update(`checking run ${done + 1} of ${total}`);
      });
      status.clear();
      if (!check.passes && !unchecked) {
        process.stderr.write(drawText(checkDocument(check), stdoutLayout()));
        throw new CheckFailsError(results);
      }
      const dirs = await runFolders([], results);
      await claimFolder(out, "publication");
      const published = await writePublication(out, {
        runs: readRuns(dirs, status, false),
        check,
        trainings: join(results, "training"),
        isAgain,
        onProblem: (problem) => status.line(leftOut(problem)),
      });
      status.clear();
      const result = { out, ...published, passes: check.passes };
      printResult(json, result, () => `${out}: ${told(published)}`);
    });
}

/** "2 runs of 1 device in 30 files; bencher.json is without 3 rows that newer runs have, too" */
function told({ runs, devices, files, notInBencher: { invalid, older } }: Published): string {
  const without = [
    ...(older > 0 ? [`${counted(older, "row")} that newer runs have, too`] : []),
    ...(invalid > 0 ? [counted(invalid, "invalid row")] : []),
  ].join(" and ");
  const all = `${counted(runs, "run")} of ${counted(devices, "device")} in ${counted(files, "file")}`;
  return without === "" ? all : `${all}; bencher.json is without ${without}`;
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
