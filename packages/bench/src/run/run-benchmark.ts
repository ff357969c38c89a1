import { resolve } from "node:path";
import {
  harnessProvenance,
  lockDevice,
  readRun,
  runSuite,
  type RunOnDisk,
  type RunOutcome,
  type RunReporter,
} from "@vmoe-bench/runner";
import type { PreparationReporter } from "@vmoe-bench/contracts";
import { projectRoot, projectVersion } from "@vmoe-bench/files";
import { createHosts } from "./hosts.ts";
import { PreparedModels } from "./prepared-models.ts";
import { References } from "./references.ts";
import { remarkThreads, remarkTrainings } from "./besides.ts";
import type { StoredRun } from "./resume-hint.ts";
import type { RunSetup } from "./run-setup.ts";

export interface FinishedRun {
  /** As it lies on disk. */
  readonly run: RunOnDisk;
  readonly outcome: RunOutcome;
}

/** Who hears of a run, and what ends it. */
export interface RunListener extends Pick<PreparationReporter, "note"> {
  readonly reporter: RunReporter;
  readonly signal: AbortSignal;
  /** Called once the run's folder is there. */
  readonly onStore: (run: StoredRun) => void;
}

/** Runs what was set up, until its end or the signal. */
export async function runBenchmark(
  { plan, splits, earlier, root, browser, browserArgs, openStore }: RunSetup,
  { reporter, signal, onStore, ...told }: RunListener,
): Promise<FinishedRun> {
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const { device, id } = plan.manifest;
  const unlock = await lockDevice({ device: null, folder: resolve(root, device.id, id) });
  await remarkTrainings(told);
  await remarkThreads(
    plan.manifest.blocks.map(({ arm }) => arm),
    told,
  );
  try {
    const store = await openStore();
    onStore({ dir: store.dir, manifest: plan.manifest });
    const host = createHosts(browser, browserArgs);
    const models = await PreparedModels.create(splits);
    try {
      const { placesFor: prepare } = models;
      const { outputsFor: reference } = new References(splits, plan.manifest.suite, signal);
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
