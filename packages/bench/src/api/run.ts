import { turnReportsOff, type BrowserKind } from "@vmoe-bench/contracts";
import { resultsRoot, sweepTemporaryFolders } from "@vmoe-bench/files";
import { summarise, type Summary } from "@vmoe-bench/report";
import type { RunReporter } from "@vmoe-bench/runner";
import type { DataRequest } from "../data/image-sets.ts";
import { usualData } from "../options/data-options.ts";
import type { Overrides } from "../options/suite-options.ts";
import { runBenchmark } from "../run/run-benchmark.ts";
import type { RunRequest } from "../run/request.ts";
import { newRun } from "../run/run-setup.ts";

/** What a run may be told, as on the command line; what is left out is as the suite says. */
export interface RunOptions extends Overrides {
  /** A device in `devices/`, or a path that ends in .json; "local" unless told. */
  readonly device?: string;
  /** Where images are, and how they are read. */
  readonly data?: Partial<DataRequest>;
  /** Whether models may be downloaded from the hub; no unless told. */
  readonly allowDownload?: boolean;
  /** Which browser runs what needs one; "chrome" unless told. */
  readonly browser?: BrowserKind;
  readonly browserArgs?: readonly string[];
  /** Seeds the order of the blocks and the choice of the images; drawn unless told. */
  readonly seed?: number;
  /** The results folder; `results` in the working folder, or in the checkout, unless told. */
  readonly out?: string;
  /** Ends the run after the block that runs; what finished is kept. */
  readonly signal?: AbortSignal;
  /** Told sentences that a person should see. */
  readonly onNote?: (sentence: string) => void;
  /** Told each block. */
  readonly reporter?: RunReporter;
}

export interface Ran {
  /** The run's folder with its records. */
  readonly dir: string;
  /** `aborted` where the signal ended it. */
  readonly status: "finished" | "aborted";
  /** The numbers of the table. */
  readonly summary: Summary;
}

/**
 * Measures a suite on this machine, as `vmoe-bench run` does: each block in a process of its own, each
 * record written at once.
 * @param suite a suite in `suites/`, or a path that ends in .json
 * @throws KnownError with a remedy for whatever is wrong with what was asked; the signal's reason where
 *   it comes before the first block
 */
export async function run(suite: string, options: RunOptions = {}): Promise<Ran> {
  const signal = options.signal ?? new AbortController().signal;
  const note = options.onNote ?? (() => {});
  turnReportsOff(process.env);
  sweepTemporaryFolders();
  const reporter = { note, progress() {}, progressEnded() {} };
  const setup = await newRun({ signal, reporter }, suite, requestOf(options));
  const listener = {
    reporter: options.reporter ?? {},
    signal,
    preparation: reporter,
    onStore() {},
  };
  const { run: stored, outcome } = await runBenchmark(setup, listener);
  return { dir: stored.dir, status: outcome.status, summary: summarise(stored) };
}

function requestOf(options: RunOptions): RunRequest {
  const { device, allowDownload, browser, browserArgs, seed, out, data, ...others } = options;
  const { signal: _signal, onNote: _onNote, reporter: _reporter, ...overrides } = others;
  return {
    overrides,
    device: device ?? "local",
    allowDownload: allowDownload ?? false,
    browser: browser ?? "chrome",
    browserArgs: browserArgs ?? [],
    seed,
    out: out ?? resultsRoot,
    data: { ...usualData, ...data },
  };
}
