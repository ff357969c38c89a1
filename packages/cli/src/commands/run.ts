import type { Command } from "commander";
import type { BrowserKind } from "@vmoe-bench/contracts";
import { dataOptions, suiteOptions, usualData, type Overrides } from "@vmoe-bench/bench/options";
import { dryRunText, endOfRun } from "../output/run-text.ts";
import {
  addRequestOptions,
  browserOption,
  collect,
  requireAsPlanned,
  seed,
} from "../terminal/options.ts";
import { printResult } from "../terminal/print.ts";
import { dryRunOf } from "@vmoe-bench/runner";
import { measured } from "../progress/run-progress.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { newRun, resumedRun, type RunRequest, type RunSetup } from "@vmoe-bench/bench/run";
import { withInterrupt } from "../terminal/interrupt.ts";
import { resultsRoot } from "@vmoe-bench/files";

interface RunOptions {
  device: string;
  browser?: BrowserKind;
  browserArg?: string[];
  allowDownload: boolean;
  seed?: number;
  out: string;
  resume?: string;
  dryRun: boolean;
  json: boolean;
  full: boolean;
}

const examples = `
Examples:
  vmoe-bench run                                     a first look, in three minutes
  vmoe-bench run full                                every strategy, starts, memory and proofs
  vmoe-bench run --backend ort-node/cpu              one backend of it
  vmoe-bench run --backend ort-web/wasm tfjs-web/wasm --browser firefox   in pages of Firefox
  vmoe-bench run --model ./a.onnx ./b.onnx           ONNX files made elsewhere, against the first
  vmoe-bench run full --strategy gather all-experts  both ways to run the experts
  vmoe-bench run full --strategy split-lazy --expert-cap none 1   lazy experts, all held or one
  vmoe-bench run full --precision float32 int8       quantised weights beside the full ones
  vmoe-bench run --dry-run                           the plan, and how long it will take
  vmoe-bench run --resume RUN                        only the blocks that are missing or failed
  vmoe-bench run --backend ort-node/cpu --scenario offline camera:30   images a second, 30 frames a second
  vmoe-bench run full --time 30m                     all strategies and starts, in half an hour
  vmoe-bench run --half-width 5                      stop each comparison at ±5 % of its ratio
  vmoe-bench run --model ./deit_tiny/                a checkpoint of timm or Hugging Face
  vmoe-bench run --model hf:timm/deit_tiny_patch16_224.fb_in1k --allow-download
  vmoe-bench run --prove                             show which experts really ran
  vmoe-bench run --model ./deit/ --data ./photos     your own model on your own images
  vmoe-bench run full --images 1000 --profile standard   accuracy on 1,000 images, longer latency`;

export function defineCommand(command: Command): void {
  command
    .argument("[suite]", "a suite in suites/, or a path that ends in .json", "default")
    .option("--device <name>", "a device in devices/, or a path that ends in .json", "local")
    .addOption(browserOption("chrome"))
    .option(
      "--browser-arg <arg>",
      "pass this on to the browser, as --browser-arg=--no-sandbox; may be given more than once",
      collect(String),
    );
  const overrides = addRequestOptions<Overrides>(command, suiteOptions, {});
  const data = addRequestOptions(command, dataOptions, usualData);
  command
    .option("--allow-download", 'download models that are named "hf:owner/name"', false)
    .option("--seed <n>", "of the order of the blocks and the choice of the images", seed)
    .option("--out <folder>", "where records go", resultsRoot)
    .option(
      "--resume <run>",
      "try the blocks of a run that have no result, by its id or its folder",
    )
    .option("--dry-run", "show the plan and about how long it will take, and run nothing", false)
    .option("--full", "all tables below the answer", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", examples)
    .action(async (suite: string, options: RunOptions) => {
      const request = { ...requestOf(options), overrides: overrides(), data: data() };
      if (options.resume !== undefined) requireAsPlanned(command, besideResume);
      const started = performance.now();
      const reporter = terminalReporter();
      const setUp = (signal: AbortSignal): Promise<RunSetup> =>
        options.resume === undefined
          ? newRun({ signal, reporter }, suite, request)
          : resumedRun({ signal, reporter }, options.resume, request);
      if (options.dryRun) {
        const dryRun = dryRunOf(await withInterrupt("Start it again.", setUp));
        printResult(options.json, dryRun, () => dryRunText(dryRun));
        return;
      }
      const { run, outcome } = await measured(setUp);
      const tookMs = performance.now() - started;
      const { summary, answer, footer, stopped } = endOfRun(run, outcome, tookMs, options.full);
      printResult(options.json, summary, () => answer);
      process.stderr.write(`${footer.join("\n")}\n`);
      if (stopped !== undefined) throw stopped;
      const proofs = summary.rows.flatMap((row) => row.proofs);
      const refuted = proofs.some((proof) => proof.method !== "none" && !proof.holds);
      const failed = run.records.some(({ status }) => status === "failed");
      if (failed || refuted) process.exitCode = 1;
    });
}

/** What goes with --resume: where things are, and how the result is told. */
const besideResume = [
  "resume",
  "out",
  "browserArg",
  "data",
  "classMap",
  "labels",
  "dryRun",
  "json",
  "full",
];

function requestOf(options: RunOptions): Omit<RunRequest, "overrides" | "data"> {
  return {
    device: options.device,
    allowDownload: options.allowDownload,
    browser: options.browser ?? "chrome",
    browserArgs: options.browserArg ?? [],
    seed: options.seed,
    out: options.out,
  };
}
