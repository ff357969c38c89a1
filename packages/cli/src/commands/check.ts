import type { Command } from "commander";
import { drawText, checkDocument } from "@vmoe-bench/report";
import { checkResults } from "@vmoe-bench/runner";
import { stdoutLayout } from "../terminal/layout.ts";
import { printResult, StatusLine } from "../terminal/print.ts";
import { resultsRoot } from "@vmoe-bench/files";

const examples = `
complete    every planned block has a record, whole, and none was stopped or failed
valid       records can be read, belong to the run, ran what was asked, and gave the right outputs
unaltered   each record has the hash that it was written with
comparable  one harness, known and without changes, and the same models, data and suite as other runs

Of a block that was tried again the last attempt counts. Too little memory is a result, no failure.
The exit code is 1 where an answer is "no"; a warning does not fail.

Examples:
  vmoe-bench check
  vmoe-bench check results/my-phone/2026-11-24T09-13-36-079Z-default
  vmoe-bench check --json | jq '.findings[] | select(.fails)'`;

export function defineCommand(command: Command): void {
  command
    .argument("[folder]", "a results folder, or the folder of one run", resultsRoot)
    .option("--json", "print every record's answers and every finding as JSON", false)
    .addHelpText("after", examples)
    .action(async (folder: string, { json }: { json: boolean }) => {
      const status = new StatusLine();
      const report = await checkResults(folder, (done, total) => {
        status.update(`run ${done + 1} of ${total}`);
      });
      status.clear();
      printResult(json, report, () => drawText(checkDocument(report), stdoutLayout()).trimEnd());
      if (!report.passes) process.exitCode = 1;
    });
}
