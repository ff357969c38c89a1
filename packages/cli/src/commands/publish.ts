import type { Command } from "commander";
import { KnownError, messageOf } from "@vmoe-bench/contracts";
import { drawText } from "@vmoe-bench/report";
import {
  checkResults,
  listRuns,
  readRun,
  type RunListing,
  type RunOnDisk,
} from "@vmoe-bench/runner";
import { checkDocument } from "../output/check-document.ts";
import { stdoutLayout } from "../output/layout.ts";
import { printResult } from "../output/print.ts";
import { StatusLine } from "../progress/status-line.ts";
import { resultsRoot } from "../project.ts";
import { writePublication, type Published } from "../publish/write-publication.ts";
import { NoRunsError } from "../run/no-runs.ts";

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
The folder is a whole site: put it on any static host, or push it to the main branch of a GitHub
repository of its own, whose Pages settings have "GitHub Actions" as the source.

Examples:
  vmoe-bench publish --out site
  vmoe-bench publish --out site --results collected`;

export function addPublishCommand(program: Command): void {
  program
    .command("publish")
    .description(
      "a folder for GitHub Pages or any static host, from the checked results of all devices",
    )
    .requiredOption("--out <folder>", "where it is written; empty, or a publication of ours")
    .option("--results <folder>", "where records are", resultsRoot)
    .option("--force", "write into a folder that holds other files", false)
    .option("--unchecked", "publish results that fail the check", false)
    .option("--json", "print what was written as JSON", false)
    .addHelpText("after", examples)
    .action(async ({ out, results, force, unchecked, json }: Options) => {
      const status = new StatusLine();
      const check = await checkResults(results, (done, total) => {
        status.update(`checking run ${done + 1} of ${total}`);
      });
      status.clear();
      if (!check.passes && !unchecked) {
        process.stderr.write(drawText(checkDocument(check), stdoutLayout()));
        throw new CheckFailsError(results);
      }
      const runs = await listRuns(results);
      if (runs.length === 0) throw new NoRunsError(results);
      const published = await writePublication(out, { runs: read(runs, status), check }, { force });
      const result = { out, ...published, passes: check.passes };
      printResult(json, result, () => `${out}: ${told(published)}`);
    });
}

/** A run that can't be read is in what the check says. */
async function* read(runs: readonly RunListing[], status: StatusLine): AsyncGenerator<RunOnDisk> {
  for (const [i, { dir }] of runs.entries()) {
    status.update(`publishing run ${i + 1} of ${runs.length}`);
    try {
      yield await readRun(dir);
    } catch (error) {
      status.line(`left out: ${messageOf(error)}`);
    }
  }
  status.clear();
}

/** "2 runs of 1 device in 30 files" */
function told({ runs, devices, files }: Published): string {
  return `${counted(runs, "run")} of ${counted(devices, "device")} in ${counted(files, "file")}`;
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
