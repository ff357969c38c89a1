import {
  harnessProvenance,
  lockDevice,
  readRun,
  runSuite,
  type RunOnDisk,
  type RunOutcome,
} from "@vmoe-bench/runner";
import { withInterrupt } from "../interrupt.ts";
import { runProgress } from "../progress/run-progress.ts";
import { projectRoot, projectVersion } from "../project.ts";
import { createHosts } from "./hosts.ts";
import { PreparedModels } from "./prepared-models.ts";
import { References } from "./references.ts";
import type { RunSetup } from "./run-setup.ts";

export interface FinishedRun {
  /** As it lies on disk. */
  readonly run: RunOnDisk;
  readonly outcome: RunOutcome;
}

/** Runs what `setUp` finds to be run. Ctrl-C ends it with what it has. */
export function runBenchmark(
  setUp: (signal: AbortSignal) => Promise<RunSetup>,
): Promise<FinishedRun> {
  let dir: string | undefined;
  const remedy = () =>
    dir === undefined
      ? "Nothing was measured yet; start it again."
      : `The blocks that finished are kept. Go on with: vmoe-bench run --resume ${dir}`;
  return withInterrupt(remedy, (signal) =>
    runUntil(signal, setUp, (opened) => {
      dir = opened;
    }),
  );
}

async function runUntil(
  signal: AbortSignal,
  setUp: (signal: AbortSignal) => Promise<RunSetup>,
  onStore: (dir: string) => void,
): Promise<FinishedRun> {
  const { plan, splits, earlier, root, browser, openStore } = await setUp(signal);
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const unlock = await lockDevice(root, plan.manifest.device.id);
  try {
    const store = await openStore();
    onStore(store.dir);
    const host = createHosts(splits, browser);
    const models = await PreparedModels.create(splits);
    try {
      const { filesFor: prepare } = models;
      const { outputsFor: reference } = new References(splits, plan.manifest.suite, signal);
      const reporter = runProgress();
      const outcome = await runSuite({
        plan,
        host,
        store,
        harness,
        prepare,
        earlier,
        reference,
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
