import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import {
  apartFromQueries,
  armKey,
  KnownError,
  recordFile,
  type BlockRecord,
  type BrowserKind,
} from "@vmoe-bench/contracts";
import { agreementOf, isConfirmed, summarise, withArms, type Agreement } from "@vmoe-bench/report";
import { readRun, type RunOnDisk, findRun } from "@vmoe-bench/runner";
import { interruptedError } from "../terminal/failure.ts";
import { placeOptions, usualData } from "@vmoe-bench/bench/options";
import { answerText, nextSteps } from "../output/run-text.ts";
import { addRequestOptions, browserOption } from "../terminal/options.ts";
import { printResult } from "../terminal/print.ts";
import { textTable } from "@vmoe-bench/report/text-table";
import { resultsRoot } from "@vmoe-bench/files";
import { resumeCommand, replayedRun } from "@vmoe-bench/bench/run";
import { measured } from "../progress/run-progress.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";

interface ReplayOptions {
  results: string;
  browser?: BrowserKind;
  json: boolean;
  full: boolean;
}

const examples = `
Examples:
  vmoe-bench replay 2026-11-24T09-13-36-079Z-default                  every arm of a run
  vmoe-bench replay results/here/RUN/0031-vmoe.ort-node-cpu.r1.json   the arm of a record`;

/** A file that is none of its run's records. */
function noRecordError(file: string, reason: string): KnownError {
  return new KnownError(
    "no-record",
    `${file} can't be replayed: ${reason}`,
    "Name a run, or one of its records.",
  );
}

export function defineCommand(command: Command): void {
  command
    .argument("<run>", "a run by its id or its folder, or the file of a record")
    .option("--results <folder>", "where records are, and where the new run goes", resultsRoot);
  const data = addRequestOptions(command, placeOptions, usualData);
  command
    .addOption(browserOption("the run's own"))
    .option("--full", "all tables below the answer", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText(
      "after",
      `${examples}\n\nExit code 1 where an interval differs, nothing could be compared, or a block failed.`,
    )
    .action(async (name: string, options: ReplayOptions) => {
      const { results, browser, json, full } = options;
      const { old, only } = await replayed(name, results);
      const where = { out: results, data: data(), only, browser };
      const { run, outcome } = await measured((signal) =>
        replayedRun({ signal, reporter: terminalReporter() }, old.dir, where),
      );
      if (outcome.status === "aborted")
        throw interruptedError(
          "The replay was stopped before its last block.",
          `Go on with: ${resumeCommand(run)}`,
        );
      const after = summarise(run);
      const before = summarise(old);
      const keys = new Set(only ?? before.rows.map(({ arm }) => armKey(arm)));
      const agreement = agreementOf(withArms(before, keys), withArms(after, keys));
      printResult(
        json,
        { run: run.manifest.id, of: before.runId, agreement: agreement },
        () => `${answerText([after], full, nextSteps(run))}\n${table(agreement)}`,
      );
      process.stderr.write(`\nRecords: ${run.dir}\n`);
      if (outcome.counts.failed > 0 || !isConfirmed(agreement)) process.exitCode = 1;
    });
}

interface Replayed {
  readonly old: RunOnDisk;
  /** Keys of the arms; undefined for all. */
  readonly only: readonly string[] | undefined;
}

/** A run, or the part of it that a record belongs to. */
async function replayed(name: string, results: string): Promise<Replayed> {
  if (!name.endsWith(".json"))
    return { old: await readRun(await findRun(name, results)), only: undefined };
  const path = resolve(name);
  const old = await readRun(dirname(path));
  const record = old.records.find((one) => basename(path) === recordFile(one));
  const problem = old.problems.find(({ file }) => basename(path) === file)?.problem;
  if (record === undefined)
    throw noRecordError(name, problem ?? "it is no record of the run that it lies with.");
  return { old, only: armsOf(old, record) };
}

/** Every arm that a record holds for: more than its own where it is not about latency. */
function armsOf({ manifest }: RunOnDisk, { arm, task }: BlockRecord): string[] {
  if (task === "latency") return [armKey(arm)];
  const apart = armKey(apartFromQueries(arm));
  const arms = manifest.blocks
    .filter((block) => block.task === "latency" && armKey(apartFromQueries(block.arm)) === apart)
    .map((block) => armKey(block.arm));
  return [...new Set(arms)];
}

function table(found: readonly Agreement[]): string {
  return textTable(
    ["arm", "of", "before", "now", "intervals"],
    found.map((one) => [
      armKey(one.arm),
      one.of,
      ...numbers(one),
      one.status === "differs" ? "DIFFER" : one.status,
    ]),
  );
}

function numbers(one: Agreement): [before: string, now: string] {
  if (one.of === "nothing") return ["-", "-"];
  if (one.of === "ratio") return [interval(one.before), interval(one.after)];
  return [`${one.before.toPrecision(3)} ms`, `${one.after.toPrecision(3)} ms`];
}

function interval({ ratio, low, high }: { ratio: number; low: number; high: number }): string {
  return `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
