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
import { setUpPart, setUpParts } from "@vmoe-bench/setup";
import { partsOf } from "../backends.ts";
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
export interface RunListener {
  /** Told what is got and what stands in the way, before the first block. */
  readonly preparation: PreparationReporter;
  readonly reporter: RunReporter;
  readonly signal: AbortSignal;
  /** Called once the run's folder is there. */
  readonly onStore: (run: StoredRun) => void;
}

/** Runs what was set up, until its end or the signal. */
export async function runBenchmark(
  { plan, splits, earlier, root, browser, browserArgs, openStore }: RunSetup,
  { preparation, reporter, signal, onStore }: RunListener,
): Promise<FinishedRun> {
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const { device, id } = plan.manifest;
  const unlock = await lockDevice({ device: null, folder: resolve(root, device.id, id) });
  try {
    const arms = plan.manifest.blocks.map(({ arm }) => arm);
    const parts = partsOf([...new Set(arms.map(({ backend }) => backend))], browser);
    await setUpParts(parts, setUpPart, { reporter: preparation, signal });
    await remarkTrainings(preparation);
    await remarkThreads(arms, preparation);
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
