import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { dataOptions, suiteOptions, usualData, type Overrides } from "@vmoe-bench/bench/options";
import { interruptedError } from "../terminal/failure.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import {
  addRequestOptions,
  defaultPort,
  port,
  positiveInteger,
  requireAsPlanned,
  seed as seedNumber,
} from "../terminal/options.ts";
import { printResult } from "../terminal/print.ts";
import { devicesRoot, pageFolder, resultsRoot } from "@vmoe-bench/files";
import { commandOf, resumeCommand, type SuiteRequest } from "@vmoe-bench/bench/run";
import { resumedWork, suiteWork, type SuiteWork } from "../join/join-work.ts";

import { answerOfPhone, endOfPhone, type MeasuredPage } from "../join/phone-text.ts";
import { serveJoin } from "../join/serve-join.ts";

interface JoinOptions {
  suite: string;
  host: string | undefined;
  port: number;
  deviceName?: string;
  threads?: number;
  seed?: number;
  grace: number;
  phones?: number;
  out: string;
  devices: string;
  resume?: string;
  page: string;
  json: boolean;
  full: boolean;
}

const examples = `
Phones and other browsers that open a page of this machine are measured.

Examples:
  vmoe-bench join                                     any phone that scans the code, in three minutes
  vmoe-bench join --time 10m --half-width 1           longer, for narrower intervals
  vmoe-bench join --device-name "Kitchen tablet"
  vmoe-bench join --profile standard --time 30m --phones 2   two devices, then end
  vmoe-bench join --resume RUN                        what is missing of a phone's run
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
    );
  const forPages = suiteOptions.filter(({ isHereOnly }) => !isHereOnly);
  const overrides = addRequestOptions<Overrides>(command, forPages, {});
  const data = addRequestOptions(command, dataOptions, usualData);
  command
    .option("--seed <n>", "of the order of the blocks and the choice of the images", seedNumber)
    .option("--grace <s>", "seconds that a block waits for a lost device", positiveInteger, 120)
    .option("--phones <n>", "end after n devices", positiveInteger)
    .option("--out <folder>", "where records go", resultsRoot)
    .option("--devices <folder>", "where profiles of devices go", devicesRoot)
    .option(
      "--resume <run>",
      "try the blocks of a device's run that have no result, by its id or its folder",
    )
    .addOption(
      new Option("--page <folder>", "another page than the one that is built")
        .default(pageFolder)
        .hideHelp(),
    )
    .option("--full", "all tables below each device's answer", false)
    .option("--json", "print each device's result as JSON", false)
    .addHelpText("after", examples)
    .action(async (options: JoinOptions) => {
      const { resume, host, grace, out } = options;
      if (resume !== undefined) requireAsPlanned(command, besideResume);
      const suite = suiteWorkOf(options, overrides(), data());
      const page = resolve(options.page);
      const resumable: string[] = [];
      const onMeasured = (measured: MeasuredPage) => {
        const { run, summary, outcome } = measured;
        if (outcome.status === "aborted") resumable.push(resumeCommand(run));
        const answer = answerOfPhone(measured, options.full);
        if (options.json || answer !== null) printResult(options.json, summary, () => answer ?? "");
        process.stderr.write(`${endOfPhone(measured)}\n`);
      };
      const { unfinished, stopped } = await withInterrupt("Start it again.", async (signal) => {
        const joined = await serveJoin(
          {
            prepare: (preparing) =>
              resume === undefined
                ? suiteWork(preparing, suite)
                : resumedWork(preparing, resume, { out, data: data() }),
            host,
            port: options.port,
            page,
            graceSeconds: grace,
            onMeasured,
          },
          signal,
        );
        return { ...joined, stopped: signal.aborted };
      });
      if (stopped && unfinished > 0)
        throw interruptedError(
          "The server was stopped while devices were measured.",
          `The blocks that finished are kept. ${resumable.length === 1 ? `Go on with: ${resumable[0]}` : "Go on with the commands above."}`,
        );
      if (unfinished > 0) process.exitCode = 1;
    });
}

/** What goes with --resume: where things are, and how the result is told. */
const besideResume = [
  "resume",
  "host",
  "port",
  "grace",
  "out",
  "page",
  "data",
  "classMap",
  "labels",
  "json",
  "full",
];

function suiteWorkOf(
  options: JoinOptions,
  asked: Overrides,
  data: SuiteRequest["data"],
): SuiteWork {
  const { suite, deviceName, threads, devices, phones, seed, out } = options;
  // The caches of somebody else's browser are not ours to empty.
  const overrides: Overrides = { ...asked, firstEver: false };
  const request: SuiteRequest = { overrides, data, seed, out };
  const own = [
    ...(deviceName === undefined ? [] : ["--device-name", deviceName]),
    ...(threads === undefined ? [] : ["--threads", String(threads)]),
  ];
  return {
    suite,
    request,
    command: (seed) => commandOf("vmoe-bench join --suite", suite, own, request, seed),
    deviceName,
    threads,
    devices,
    phones,
  };
}

function name(text: string): string {
  if (/^[^\p{C}]{1,80}$/u.test(text)) return text;
  throw new InvalidArgumentError("Give 1 to 80 letters, digits or signs.");
}
