import { resolve } from "node:path";
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
import { remarkThreads, remarkTrainings } from "./besides.ts";
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
  return withInterrupt("Nothing was measured yet; start it again.", (signal) =>
    runUntil(signal, setUp),
  );
}

async function runUntil(
  signal: AbortSignal,
  setUp: (signal: AbortSignal) => Promise<RunSetup>,
): Promise<FinishedRun> {
  const { plan, splits, earlier, root, browser, browserArgs, openStore } = await setUp(signal);
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const { device, id } = plan.manifest;
  const unlock = await lockDevice({ device: null, folder: resolve(root, device.id, id) });
  await remarkTrainings();
  await remarkThreads(plan.manifest.blocks.map(({ arm }) => arm));
  try {
    const store = await openStore();
    const host = createHosts(splits, browser, browserArgs);
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
