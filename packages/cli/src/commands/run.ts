import { Option, type Command } from "commander";
import {
  KnownError,
  profiles,
  type BrowserKind,
  type Control,
  type Precision,
  type Profile,
  type Scenario,
  type Strategy,
} from "@vmoe-bench/contracts";
import { summarise } from "@vmoe-bench/report";
import {
  browserOption,
  classMapOption,
  labelShiftOption,
  collect,
  control,
  dataHelp,
  dataRequest,
  expertCap,
  percent,
  positiveInteger,
  precision,
  scenario,
  seconds,
  seed,
  labelsOption,
  orientationOption,
  skipCorruptOption,
  type DataFlags,
  strategy,
  wholeNumber,
} from "../terminal/options.ts";
import { answerText, nextSteps } from "../output/answer-text.ts";
import { printResult } from "../terminal/print.ts";
import { dryRunOf, dryRunText } from "../output/dry-run.ts";
import { measured } from "../progress/measured.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import {
  resumeCommand,
  newRun,
  resumedRun,
  type RunRequest,
  type RunSetup,
} from "@vmoe-bench/bench/run";
import { withInterrupt } from "../terminal/interrupt.ts";
import { resultsRoot } from "@vmoe-bench/files";
import { InterruptedError } from "../terminal/failure.ts";
import { duration } from "../terminal/status-line.ts";

interface RunOptions extends DataFlags {
  device: string;
  browser?: BrowserKind;
  browserArg?: string[];
  backend?: string[];
  model?: string[];
  strategy?: Strategy[];
  precision?: Precision[];
  expertCap?: (number | null)[];
  prove?: number | true;
  batch?: number[];
  threads?: number[];
  scenario?: Scenario[];
  control?: Control[];
  only?: string;
  firstEver?: true;
  halfWidth?: number;
  coolDown?: number;
  reference?: number;
  profile?: Profile["name"];
  images?: number;
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
  vmoe-bench run                                     the default suite
  vmoe-bench run --backend ort-node/cpu              one backend of it
  vmoe-bench run --backend ort-web/wasm tfjs-web/wasm --browser firefox   in pages of Firefox
  vmoe-bench run --model ./a.onnx ./b.onnx           ONNX files made elsewhere, against the first
  vmoe-bench run --strategy gather all-experts       both ways to run the experts
  vmoe-bench run --strategy split-lazy --expert-cap none 1   lazy experts, all held or one
  vmoe-bench run --precision float32 int8            quantised weights beside the full ones
  vmoe-bench run --dry-run                           the plan, and how long it will take
  vmoe-bench run --resume RUN                        only the blocks that are missing or failed
  vmoe-bench run --scenario offline camera:30        images a second, and 30 frames a second
  vmoe-bench run --half-width 5                      stop each comparison at ±5 % of its ratio
  vmoe-bench run --model ./deit_tiny/                a checkpoint of timm or Hugging Face
  vmoe-bench run --model hf:timm/deit_tiny_patch16_224.fb_in1k --allow-download
  vmoe-bench run --prove                             show which experts really ran
  vmoe-bench run --model ./deit/ --data ./photos     your own model on your own images
  vmoe-bench run --images 1000 --profile standard    accuracy on 1,000 images, longer latency`;

/** A run that is resumed has its suite and its options already. */
class NotAsPlannedError extends KnownError {
  override readonly code = "not-as-planned";

  constructor(what: string) {
    super(
      `A run that is resumed goes on as it was planned, so "${what}" does not go with --resume.`,
      "Leave it out, or start a new run.",
    );
  }
}

/** Enough to meet several experts; each is a profile and a poisoned run. */
const proofImages = 8;

export function addCommand(program: Command): void {
  program
    .command("run")
    .description("measure a suite on this device and compare")
    .argument("[suite]", "a suite in suites/, or a path that ends in .json", "default")
    .option("--device <name>", "a device in devices/, or a path that ends in .json", "local")
    .option("--backend <id...>", "only these backends")
    .addOption(browserOption("chrome"))
    .option(
      "--browser-arg <arg>",
      "pass this on to the browser, as --browser-arg=--no-sandbox; may be given more than once",
      collect(String),
    )
    .option(
      "--model <id...>",
      "these models: ids, model folders, timm and Hugging Face checkpoints, or ONNX files",
    )
    .option("--strategy <name...>", "these ways to execute experts", collect(strategy))
    .option("--precision <name...>", "these number formats of the weights", collect(precision))
    .option(
      "--expert-cap <n...>",
      "experts that split-lazy holds at most; none for no limit",
      collect(expertCap),
    )
    .option("--prove [n]", "prove which experts ran, on n images (8)", positiveInteger)
    .option("--batch <n...>", "these batch sizes", collect(positiveInteger))
    .option("--threads <n...>", "these numbers of threads", collect(positiveInteger))
    .option(
      "--scenario <name...>",
      "how queries arrive: single-stream, multi-stream, offline, camera:FPS[:QUEUE]",
      collect(scenario),
    )
    .option(
      "--control <name...>",
      "controls beside the arms: same-again, frozen-router",
      collect(control),
    )
    .option("--only <arm>", "only this arm, by its name in --dry-run, and what it is compared with")
    .option("--first-ever", "measure starts with nothing prepared, too")
    .option(
      "--half-width <percent>",
      "measure until each ratio's 95 % interval is within ± this of it (2), or the profile's time is over",
      percent,
    )
    .option(
      "--reference <n>",
      "compare the outputs of the first n images with the reference interpreter's (32); 0 for none",
      wholeNumber,
    )
    .option(
      "--cool-down <seconds>",
      "pause before a block of a throttled machine runs again (10); 0 to keep what it measured",
      seconds,
    )
    .addOption(
      new Option("--profile <name>", "how much is measured").choices(Object.keys(profiles)),
    )
    .option("--images <n>", "accuracy on the first n images", positiveInteger)
    .option("--data <path>", dataHelp)
    .addOption(skipCorruptOption())
    .addOption(classMapOption())
    .addOption(labelsOption())
    .addOption(orientationOption())
    .addOption(labelShiftOption())
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
    .action(async (suite: string, options: RunOptions, command: Command) => {
      requireAsPlanned(options, command);
      const started = performance.now();
      const reporter = terminalReporter();
      const setUp = (signal: AbortSignal): Promise<RunSetup> =>
        options.resume === undefined
          ? newRun({ signal, reporter }, suite, requestOf(options))
          : resumedRun({ signal, reporter }, options.resume, requestOf(options));
      if (options.dryRun) {
        const found = dryRunOf(await withInterrupt("Start it again.", setUp));
        printResult(options.json, found, () => dryRunText(found));
        return;
      }
      const { run, outcome } = await measured(setUp);
      const summary = summarise(run);
      printResult(options.json, summary, () => answerText([summary], options.full, nextSteps(run)));
      const took = duration(performance.now() - started);
      process.stderr.write(`\nRecords: ${run.dir}\nTook ${took}.\n`);
      if (outcome.status === "aborted")
        throw new InterruptedError(
          "The run was stopped before its last block.",
          `The blocks that finished are kept. Go on with: ${resumeCommand(run)}`,
        );
      const proofs = summary.rows.flatMap((row) => row.proofs);
      const refuted = proofs.some((proof) => proof.method !== "none" && !proof.holds);
      // Of a run that went on, those that failed before count, too.
      const failed = run.records.filter(({ status }) => status === "failed").length;
      if (failed > 0)
        process.stderr.write(
          `${failed} of ${run.manifest.blocks.length} blocks failed. Try them again with: ${resumeCommand(run)}\n`,
        );
      if (failed > 0 || refuted) process.exitCode = 1;
    });
}

/** What goes with --resume: where things are, and how the result is told. */
const besideResume = [
  "resume",
  "out",
  "browserArg",
  "data",
  "skipCorrupt",
  "classMap",
  "labels",
  "labelShift",
  "dryRun",
  "json",
  "full",
];

/** A run goes on as it was planned; what asks for another is refused. */
function requireAsPlanned({ resume }: RunOptions, command: Command): void {
  if (resume === undefined) return;
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === "cli",
  );
  const other = given.find((option) => !besideResume.includes(option.attributeName()));
  const what = command.args[0] ?? other?.long;
  if (what !== undefined) throw new NotAsPlannedError(what);
}

function requestOf(options: RunOptions): RunRequest {
  return {
    device: options.device,
    allowDownload: options.allowDownload,
    browser: options.browser ?? "chrome",
    browserArgs: options.browserArg ?? [],
    backends: options.backend,
    models: options.model,
    strategies: options.strategy?.filter((name) => name !== "dense"),
    precisions: options.precision,
    expertCaps: options.expertCap,
    proofImages: options.prove === true ? proofImages : options.prove,
    batches: options.batch,
    threads: options.threads,
    scenarios: options.scenario,
    controls: options.control,
    only: options.only === undefined ? undefined : [options.only],
    firstEver: options.firstEver,
    ratioHalfWidth: options.halfWidth,
    coolDownSeconds: options.coolDown,
    referenceImages: options.reference,
    profile: options.profile,
    images: options.images,
    data: dataRequest(options),
    seed: options.seed,
    out: options.out,
  };
}
