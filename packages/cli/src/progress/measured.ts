import { runBenchmark, type FinishedRun } from "../run/run-benchmark.ts";
import type { RunSetup } from "../run/run-setup.ts";
import { withInterrupt } from "../interrupt.ts";
import { runProgress } from "./run-progress.ts";

/** Runs what `setUp` finds to be run, and says on the terminal how it goes. Ctrl-C ends it with what it has. */
export function measured(setUp: (signal: AbortSignal) => Promise<RunSetup>): Promise<FinishedRun> {
  return withInterrupt("Nothing was measured yet; start it again.", async (signal) =>
    runBenchmark(await setUp(signal), runProgress(), signal),
  );
}
