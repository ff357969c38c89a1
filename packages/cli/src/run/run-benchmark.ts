import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { ModelCard, Suite } from "@vmoe-bench/contracts";
import { openDataset, firstIndexes } from "@vmoe-bench/dataset";
import {
  createProcessHost,
  createRunStore,
  harnessProvenance,
  planRun,
  readRun,
  runSuite,
  type PlannedModel,
  type RunOnDisk,
  type RunOutcome,
} from "@vmoe-bench/runner";
import { findModel } from "@vmoe-bench/zoo";
import { requireBackend } from "../backends.ts";
import { withInterrupt } from "../interrupt.ts";
import { runProgress } from "../progress/run-progress.ts";
import { projectRoot, projectVersion, readDevice, readSuite } from "../project.ts";
import { requireFit } from "./fit.ts";
import { PreparedModels } from "./prepared-models.ts";
import { withOverrides, type Overrides } from "./overrides.ts";
import { commandOf } from "./command-line.ts";

export interface RunRequest extends Overrides {
  readonly device: string;
  readonly dataDir: string | undefined;
  readonly seed: number | undefined;
  /** The results folder. */
  readonly out: string;
}

export interface FinishedRun {
  /** As it lies on disk. */
  readonly run: RunOnDisk;
  readonly outcome: RunOutcome;
}

/** Blocks run here, each in a process of its own. */
const workerPath = fileURLToPath(new URL("../worker/block-worker.js", import.meta.url));

/**
 * Runs a suite: everything that can be wrong with what was asked is found before the first block.
 * Ctrl-C ends it with what it has.
 */
export function runBenchmark(suiteName: string, request: RunRequest): Promise<FinishedRun> {
  return withInterrupt("Nothing was measured yet; start it again.", (signal) =>
    runUntil(signal, suiteName, request),
  );
}

async function runUntil(
  signal: AbortSignal,
  suiteName: string,
  request: RunRequest,
): Promise<FinishedRun> {
  const suite = withOverrides(await readSuite(suiteName), request);
  const device = await readDevice(request.device);
  suite.backends.forEach(requireBackend);
  const { name, split: splitName, images } = suite.dataset;
  const split = await openDataset(name, { split: splitName, dir: request.dataDir, signal });
  firstIndexes(split.count, images);
  const planned = await planModels(suite, (card) => requireFit(card, split.info));
  const seed = request.seed ?? randomInt(2 ** 31);
  const plan = planRun({
    suite,
    device,
    seed,
    models: planned,
    splitSize: split.count,
    datasetDir: request.dataDir ?? null,
    startedAt: new Date(),
    command: commandOf(suiteName, request, seed),
  });
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  signal.throwIfAborted();
  const store = await createRunStore(request.out, plan.manifest);
  const host = createProcessHost({ workerPath });
  const models = await PreparedModels.create(split);
  try {
    const { filesFor: prepare } = models;
    const reporter = runProgress();
    const outcome = await runSuite({ plan, host, store, harness, prepare, reporter, signal });
    return { run: await readRun(store.dir), outcome };
  } finally {
    await models.remove();
  }
}

async function planModels(
  suite: Suite,
  requireCard: (card: ModelCard) => void,
): Promise<PlannedModel[]> {
  return Promise.all(
    suite.models.map(async (name) => {
      const { card } = await findModel(name);
      requireCard(card);
      const hasExperts = card.config.moe !== undefined;
      return card.twin === undefined
        ? { id: name, hasExperts }
        : { id: name, hasExperts, twin: card.twin };
    }),
  );
}
