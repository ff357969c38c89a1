import { InvalidArgumentError, Option, type Command } from "commander";
import {
  KnownError,
  profiles,
  type Precision,
  type Profile,
  type Strategy,
} from "@vmoe-bench/contracts";
import { renderTable } from "@vmoe-bench/report";
import { InterruptedError } from "../terminal/failure.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import {
  classMapOption,
  labelShiftOption,
  collect,
  dataHelp,
  dataRequest,
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
import { serveDashboard } from "../live/serve-dashboard.ts";
import { serveJoin, type JoinRequest } from "../serve/serve-join.ts";

interface ServeOptions extends DataFlags {
  join: boolean;
  results: string;
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

/** An option of the other use of `serve`. */
class OptionOfOtherUseError extends KnownError {
  override readonly code = "option-of-other-use";

  constructor(flag: string, join: boolean) {
    super(
      join ? `${flag} is not for serve --join.` : `${flag} is only for serve --join.`,
      join
        ? "Leave it out; where records go is told with --out."
        : "Measure phones with --join, or leave it out to serve the dashboard. See --help.",
    );
  }
}

const examples = `
Two uses:
  without --join   the dashboard of --results, on this machine, which shows a run while it is made.
                   It reads each block when it is done, which takes a core for a moment: for numbers
                   to publish, look when the run has ended.
  with --join      phones and other browsers that open a page of this machine are measured.

Examples:
  vmoe-bench serve                                     the dashboard of results/
  vmoe-bench serve --results results --port 0          on a free port
  vmoe-bench serve --host 0.0.0.0                      also for other machines that have the address
  vmoe-bench serve --join                              any phone that scans the code is measured
  vmoe-bench serve --join --device-name "Kitchen tablet"
  vmoe-bench serve --join --profile standard --phones 2    two devices, then end
  vmoe-bench serve --join --host 127.0.0.1             only browsers on this machine

What the phone will ask, and what is stored of it, is in docs/phone.md.`;

/** Options of both uses; `--results` is of the dashboard, and all others are of `--join`. */
const shared = new Set(["join", "host", "port"]);

/** On the local network unless told, so that a bookmark or a firewall's rule stays good. */
const defaultPort = 8_443;

export function addCommand(program: Command): void {
  program
    .command("serve")
    .description("the dashboard in a browser, live; or measure phones and other browsers that join")
    .option("--results <folder>", "where records are that the dashboard shows", resultsRoot)
    .option("--join", "print an address and a code; each device that opens it is measured", false)
    .option("--suite <name>", "a suite in suites/, or a path that ends in .json", "phone")
    .option(
      "--host <address>",
      "address to listen on (127.0.0.1; with --join this machine's on the local network)",
    )
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
    .action(async (options: ServeOptions, command: Command) => {
      requireOneUse(command, options.join);
      if (!options.join) {
        await withInterrupt("Start it again.", (signal) => serveDashboard(options, signal));
        return;
      }
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

function requireOneUse(command: Command, join: boolean): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== "cli" || shared.has(name)) continue;
    if ((name === "results") === join) throw new OptionOfOtherUseError(option.long ?? name, join);
  }
}

function joinRequestOf(options: ServeOptions): JoinRequest {
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
    command: (seed) => commandOf("vmoe-bench serve --join --suite", suite, own, request, seed),
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

function port(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
}
