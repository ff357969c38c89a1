import {
  runBenchmark,
  type FinishedRun,
  resumeCommand,
  type StoredRun,
  type RunSetup,
} from "@vmoe-bench/bench/run";
import { withInterrupt } from "../terminal/interrupt.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { terminalReporter } from "./terminal-reporter.ts";
import { runProgress } from "./run-progress.ts";

/** Runs what `setUp` finds to be run, and says on the terminal how it goes. Ctrl-C ends it with what it has. */
export function measured(setUp: (signal: AbortSignal) => Promise<RunSetup>): Promise<FinishedRun> {
  let command: string | undefined;
  const remedy = () =>
    command === undefined
      ? "Nothing was measured yet; start it again."
      : `The blocks that finished are kept. Go on with: ${command}`;
  const onStore = (run: StoredRun) => {
    command = resumeCommand(run);
  };
  const status = new StatusLine();
  return withInterrupt(remedy, async (signal) =>
    runBenchmark(await setUp(signal), {
      reporter: runProgress(status),
      signal,
      onStore,
      preparation: terminalReporter(status),
    }),
  );
}
