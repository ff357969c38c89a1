import { randomInt } from "node:crypto";
import { dirname } from "node:path";
import { KnownError, type Device, type ModelCard, type Suite } from "@vmoe-bench/contracts";
import { firstIndexes, openDataset, type Split } from "@vmoe-bench/dataset";
import {
  createRunStore,
  planAgain,
  planRun,
  readRun,
  reopenRunStore,
  type PlannedModel,
  type RunPlan,
  type RunStore,
} from "@vmoe-bench/runner";
import type { BrowserKind } from "@vmoe-bench/setup";
import { findModel } from "@vmoe-bench/zoo";
import { requireBackend } from "../backends.ts";
import { readDevice, readSuite } from "../project.ts";
import { commandOf } from "./command-line.ts";
import { findRun } from "./find-run.ts";
import { requireFit } from "./fit.ts";
import { withOverrides, type Overrides } from "./overrides.ts";

/** What is measured, wherever that is. */
export interface SuiteRequest extends Overrides {
  readonly dataDir: string | undefined;
  readonly seed: number | undefined;
  /** The results folder. */
  readonly out: string;
}

export interface RunRequest extends SuiteRequest {
  readonly device: string;
  /** Which browser runs what needs one. */
  readonly browser: BrowserKind;
}

/** A suite with all that it names, found and checked. */
export interface SuiteInputs extends Awaited<ReturnType<typeof inputsOf>> {
  readonly suite: Suite;
  readonly seed: number;
}

/** All that is known before the first block: whatever can be wrong with what was asked was found. */
export interface RunSetup {
  readonly plan: RunPlan;
  readonly split: Split;
  /** Ids of blocks that have a record. */
  readonly done: ReadonlySet<string>;
  /** The results folder that the run lies in. */
  readonly root: string;
  readonly openStore: () => Promise<RunStore>;
}

/** A record that can't be read is in the way of its block. */
class BrokenRecordError extends KnownError {
  override readonly code = "broken-record";

  constructor(dir: string, problem: string) {
    super(
      `The run in ${dir} has a broken record: ${problem}`,
      "Remove that file, and resume again.",
    );
  }
}

export async function newRun(
  signal: AbortSignal,
  suiteName: string,
  request: RunRequest,
): Promise<RunSetup> {
  const device = await readDevice(request.device);
  const inputs = await suiteInputs(signal, suiteName, request);
  const { browser } = request;
  const own = [
    ["--device", request.device],
    ["--browser", browser === "chrome" ? undefined : browser],
  ] as const;
  const command = commandOf("vmoe-bench run", suiteName, own, request, inputs.seed);
  return planOn(device, inputs, command, request.out);
}

export async function suiteInputs(
  signal: AbortSignal,
  suiteName: string,
  request: SuiteRequest,
): Promise<SuiteInputs> {
  const suite = withOverrides(await readSuite(suiteName), request);
  const found = await inputsOf(signal, suite, request.dataDir);
  return { suite, seed: request.seed ?? randomInt(2 ** 31), ...found };
}

/**
 * A new run on a device.
 * @param command that makes it again
 * @param root the results folder
 */
export function planOn(
  device: Device,
  { split, ...found }: SuiteInputs,
  command: string,
  root: string,
): RunSetup {
  const plan = planRun({ device, command, startedAt: new Date(), ...found });
  const openStore = () => createRunStore(root, plan.manifest);
  return { plan, split, done: new Set(), root, openStore };
}

/**
 * A run that was stopped, as it was planned.
 * @param name its id, or its folder
 */
export async function resumedRun(
  signal: AbortSignal,
  name: string,
  { out, dataDir }: Pick<RunRequest, "out" | "dataDir">,
): Promise<RunSetup> {
  const run = await readRun(await findRun(name, out));
  const [broken] = run.problems;
  if (broken !== undefined) throw new BrokenRecordError(run.dir, broken.problem);
  const { split, ...found } = await inputsOf(signal, run.manifest.suite, dataDir);
  const plan = planAgain(run.manifest, found);
  const ended = run.records.filter(({ status }) => status !== "aborted");
  const done = new Set(ended.map(({ blockId }) => blockId));
  const root = dirname(dirname(run.dir));
  return { plan, split, done, root, openStore: () => reopenRunStore(run) };
}

/**
 * The same suite, device, seed and profile as a new run of its own.
 * @param name of the run that is replayed: its id, or its folder
 */
export async function replayedRun(
  signal: AbortSignal,
  name: string,
  { out: root, dataDir }: Pick<RunRequest, "out" | "dataDir">,
): Promise<RunSetup> {
  const { manifest } = await readRun(await findRun(name, root));
  const { suite, device, profile, seed, command } = manifest;
  const { split, ...found } = await inputsOf(signal, suite, dataDir);
  const startedAt = new Date();
  const plan = planRun({ suite, device, profile, seed, command, startedAt, ...found });
  const openStore = () => createRunStore(root, plan.manifest);
  return { plan, split, done: new Set(), root, openStore };
}

async function inputsOf(signal: AbortSignal, suite: Suite, dataDir: string | undefined) {
  suite.backends.forEach(requireBackend);
  const { name, split: splitName, images } = suite.dataset;
  const split = await openDataset(name, { split: splitName, dir: dataDir, signal });
  firstIndexes(split.count, images);
  const models = await planModels(suite, (card) => requireFit(card, split.info));
  return { split, models, splitSize: split.count, datasetDir: dataDir ?? null };
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
