import { InvalidArgumentError, Option, type Command } from "commander";
import { profiles, type Precision, type Profile, type Strategy } from "@vmoe-bench/contracts";
import { renderTable } from "@vmoe-bench/report";
import { InterruptedError } from "../terminal/failure.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import {
  classMapOption,
  labelShiftOption,
  collect,
  dataHelp,
  dataRequest,
  defaultPort,
  port,
  positiveInteger,
  precision,
  seed,
  labelsOption,
  orientationOption,
  skipCorruptOption,
  type DataFlags,
  strategy,
  time,
} from "../terminal/options.ts";
import { printResult } from "../terminal/print.ts";
import { devicesRoot, pageFolder, resultsRoot } from "@vmoe-bench/files";
import { commandOf, type SuiteRequest } from "@vmoe-bench/bench/run";
import { serveJoin, type JoinRequest } from "../join/serve-join.ts";

interface JoinOptions extends DataFlags {
  suite: string;
  host: string | undefined;
  port: number;
  deviceName?: string;
  threads?: number;
  backend?: string[];
  model?: string[];
  strategy?: Strategy[];
  precision?: Precision[];
  only?: string;
  profile?: Profile["name"];
  images?: number;
  time?: number;
  software?: true;
  seed?: number;
  grace: number;
  phones?: number;
  out: string;
  devices: string;
  page: string;
  json: boolean;
}

const examples = `
Phones and other browsers that open a page of this machine are measured.

Examples:
  vmoe-bench join                                     any phone that scans the code is measured
  vmoe-bench join --device-name "Kitchen tablet"
  vmoe-bench join --profile standard --phones 2       two devices, then end
  vmoe-bench join --host 127.0.0.1                    only browsers on this machine

What the phone will ask, and what is stored of it, is in docs/phone.md.`;

export function defineCommand(command: Command): void {
  command
    .option("--suite <name>", "a suite in suites/, or a path that ends in .json", "phone")
    .option("--host <address>", "address to listen on (this machine's on the local network)")
    .option("--port <n>", "port to listen on; 0 takes a free one", port, defaultPort)
    .option("--device-name <name>", "what the device is called (what its browser tells)", name)
    .option(
      "--threads <n>",
      "threads of each runtime (as in the device's file, else 1)",
      positiveInteger,
    )
    .option("--backend <id...>", "only these backends")
    .option(
      "--model <id...>",
      "these models, model folders, or timm and Hugging Face checkpoints (safetensors)",
    )
    .option("--strategy <name...>", "these ways to execute experts", collect(strategy))
    .option("--precision <name...>", "these number formats of the weights", collect(precision))
    .option(
      "--only <arm>",
      "only this arm, as a row's command has it, and what it is compared with",
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
    .option("--software", "measure what emulates its hardware, too, which is slow")
    .option("--time <time>", "longest time of a device's run: 90s, 3m, 1h", time)
    .option("--seed <n>", "of the order of the blocks and the choice of the images", seed)
    .option("--grace <s>", "seconds that a block waits for a lost device", positiveInteger, 120)
    .option("--phones <n>", "end after n devices", positiveInteger)
    .option("--out <folder>", "where records go", resultsRoot)
    .option("--devices <folder>", "where profiles of devices go", devicesRoot)
    .addOption(
      new Option("--page <folder>", "another page than the one that is built")
        .default(pageFolder)
        .hideHelp(),
    )
    .option("--json", "print each device's result as JSON", false)
    .addHelpText("after", examples)
    .action(async (options: JoinOptions) => {
      const asked = joinRequestOf(options);
      const { unfinished, stopped } = await withInterrupt("Start it again.", async (signal) => {
        const joined = await serveJoin(asked, signal);
        return { ...joined, stopped: signal.aborted };
      });
      if (stopped && unfinished > 0)
        throw new InterruptedError(
          "The server was stopped while devices were measured.",
          "The blocks that finished are kept; a device is measured anew when it joins again.",
        );
      if (unfinished > 0) process.exitCode = 1;
    });
}

function joinRequestOf(options: JoinOptions): JoinRequest {
  const { suite, host, deviceName, threads, devices, page, phones } = options;
  const request: SuiteRequest = {
    backends: options.backend,
    models: options.model,
    strategies: options.strategy?.filter((name) => name !== "dense"),
    precisions: options.precision,
    expertCaps: undefined,
    proofImages: undefined,
    // The caches of somebody else's browser are not ours to empty.
    firstEver: false,
    ratioHalfWidth: undefined,
    coolDownSeconds: undefined,
    budgetSeconds: options.time,
    software: options.software,
    referenceImages: undefined,
    threads: undefined,
    scenarios: undefined,
    controls: undefined,
    only: options.only === undefined ? undefined : [options.only],
    batches: undefined,
    profile: options.profile,
    images: options.images,
    data: dataRequest(options),
    seed: options.seed,
    out: options.out,
  };
  const own = [
    ["--device-name", deviceName],
    ["--threads", threads],
  ] as const;
  return {
    suite,
    request,
    command: (seed) => commandOf("vmoe-bench join --suite", suite, own, request, seed),
    host,
    port: options.port,
    deviceName,
    threads,
    devices,
    page,
    graceSeconds: options.grace,
    phones,
    onMeasured: ({ dir, summary }) => {
      printResult(options.json, summary, () => renderTable(summary));
      process.stderr.write(`Records: ${dir}\n`);
    },
  };
}

function name(text: string): string {
  if (/^[^\p{C}]{1,80}$/u.test(text)) return text;
  throw new InvalidArgumentError("Give 1 to 80 letters, digits or signs.");
}
