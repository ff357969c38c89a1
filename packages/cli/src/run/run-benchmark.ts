import {
  harnessProvenance,
  lockDevice,
  readRun,
  runSuite,
  type RunOnDisk,
  type RunOutcome,
} from "@vmoe-bench/runner";
import type { BrowserKind } from "@vmoe-bench/setup";
import { withInterrupt } from "../interrupt.ts";
import { runProgress } from "../progress/run-progress.ts";
import { projectRoot, projectVersion } from "../project.ts";
import { createHosts } from "./hosts.ts";
import { PreparedModels } from "./prepared-models.ts";
import type { RunSetup } from "./run-setup.ts";

export interface FinishedRun {
  /** As it lies on disk. */
  readonly run: RunOnDisk;
  readonly outcome: RunOutcome;
}

/**
 * Runs what `setUp` finds to be run. Ctrl-C ends it with what it has.
 * @param browser that runs what needs one
 */
export function runBenchmark(
  setUp: (signal: AbortSignal) => Promise<RunSetup>,
  browser: BrowserKind,
): Promise<FinishedRun> {
  return withInterrupt("Nothing was measured yet; start it again.", (signal) =>
    runUntil(signal, setUp, browser),
  );
}

async function runUntil(
  signal: AbortSignal,
  setUp: (signal: AbortSignal) => Promise<RunSetup>,
  browser: BrowserKind,
): Promise<FinishedRun> {
  const { plan, split, done, root, openStore } = await setUp(signal);
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const unlock = await lockDevice(root, plan.manifest.device.id);
  try {
    const store = await openStore();
    const host = createHosts(split, browser);
    const models = await PreparedModels.create(split);
    try {
      const { filesFor: prepare } = models;
      const reporter = runProgress();
      const outcome = await runSuite({
        plan,
        host,
        store,
        harness,
        prepare,
        done,
        reporter,
        signal,
      });
      return { run: await readRun(store.dir), outcome };
    } finally {
      await host.close();
      await models.remove();
    }
  } finally {
    await unlock();
  }
}
