import { randomInt } from "node:crypto";
import { dirname } from "node:path";
import {
  KnownError,
  type BlockRecord,
  type BrowserKind,
  type Device,
  type RunManifest,
  type Suite,
} from "@vmoe-bench/contracts";
import {
  createRunStore,
  planAgain,
  planRun,
  readRun,
  reopenRunStore,
  requireConsistent,
  type PlannedModel,
  type RunPlan,
  type RunStore,
} from "@vmoe-bench/runner";
import { fetchModels } from "./models/from-hub.ts";
import { requireBackend, singleThreaded } from "../backends.ts";
import { readDevice, readSuite } from "../project.ts";
import { commandOf } from "./command-line.ts";
import { findRun } from "./find-run.ts";
import { openSuiteData, type DataRequest, type OpenOptions } from "../data/suite-data.ts";
import { assumedClasses, fits, requireFit } from "./fit.ts";
import { findRunModel } from "./models/find-run-model.ts";
import { withBaselines, type NamedModel } from "./models/with-baselines.ts";
import { withOverrides, type Overrides } from "./overrides.ts";
import { requireThisMachine } from "./require-this-machine.ts";
import { requireMeasuredImages, withImageLists } from "./image-lists.ts";
import type { Splits } from "./splits.ts";

/** What is measured, wherever that is. */
export interface SuiteRequest extends Overrides {
  readonly data: DataRequest;
  readonly seed: number | undefined;
  /** The results folder. */
  readonly out: string;
}

export interface RunRequest extends SuiteRequest {
  readonly device: string;
  /** Whether models may be downloaded from the hub. */
  readonly allowDownload: boolean;
  /** Which browser runs what needs one. */
  readonly browser: BrowserKind;
}

interface ReplayRequest extends Pick<RunRequest, "out" | "data" | "only"> {
  /** Undefined for the run's own. */
  readonly browser: BrowserKind | undefined;
}

/** A suite with all that it names, found and checked. */
export interface SuiteInputs extends Awaited<ReturnType<typeof inputsOf>> {
  readonly seed: number;
}

/** All that is known before the first block: whatever can be wrong with what was asked was found. */
export interface RunSetup {
  readonly plan: RunPlan;
  readonly splits: Splits;
  /** Of blocks that are not run again. */
  readonly earlier: readonly BlockRecord[];
  /** The results folder that the run lies in. */
  readonly root: string;
  /** Which browser runs what needs one. */
  readonly browser: BrowserKind;
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
  const inputs = await suiteInputs(signal, suiteName, request, request.allowDownload);
  const { browser } = request;
  const own = [
    ["--device", request.device],
    ["--browser", browser === "chrome" ? undefined : browser],
  ] as const;
  const command = commandOf("vmoe-bench run", suiteName, own, request, inputs.seed);
  return { ...planOn(device, inputs, { command, browser }, request.out), browser };
}

export async function suiteInputs(
  signal: AbortSignal,
  suiteName: string,
  request: SuiteRequest,
  allowDownload = false,
): Promise<SuiteInputs> {
  const written = await readSuite(suiteName);
  requireConsistent(written);
  const suite = withOverrides(written, request);
  await fetchModels(suite.models, { allowDownload, signal });
  const { images } = request;
  const found = await inputsOf(suite, request.data, { signal, images, fixed: false });
  return { seed: request.seed ?? randomInt(2 ** 31), ...found };
}

/**
 * A new run on a device.
 * @param by the command that makes it again, and the browser that runs what needs one
 * @param root the results folder
 */
export function planOn(
  device: Device,
  { splits, ...found }: SuiteInputs,
  by: Pick<RunManifest, "command" | "browser">,
  root: string,
): Omit<RunSetup, "browser"> {
  const plan = planRun({ device, ...by, startedAt: new Date(), ...found });
  const openStore = () => withImageLists(createRunStore(root, plan.manifest), splits);
  return { plan, splits, earlier: [], root, openStore };
}

/**
 * A run that was stopped, as it was planned.
 * @param name its id, or its folder
 */
export async function resumedRun(
  signal: AbortSignal,
  name: string,
  { out, data }: Pick<RunRequest, "out" | "data">,
): Promise<RunSetup> {
  const run = await readRun(await findRun(name, out));
  await requireThisMachine(run);
  const [broken] = run.problems;
  if (broken !== undefined) throw new BrokenRecordError(run.dir, broken.problem);
  const { splits, ...found } = await inputsOf(run.manifest.suite, data, asStarted(signal));
  const plan = planAgain(run.manifest, found);
  const earlier = run.records.filter(({ status }) => status !== "aborted");
  requireMeasuredImages(run, splits);
  const root = dirname(dirname(run.dir));
  const browser = plan.manifest.browser ?? "chrome";
  const openStore = () => withImageLists(reopenRunStore(run), splits);
  return { plan, splits, earlier, root, browser, openStore };
}

/**
 * The same suite, device, seed and profile as a new run of its own.
 * @param name of the run that is replayed: its id, or its folder; `only` for some of its arms, and
 *   another `browser` than it had
 */
export async function replayedRun(
  signal: AbortSignal,
  name: string,
  { out: root, data, only, browser: other }: ReplayRequest,
): Promise<RunSetup> {
  const old = await readRun(await findRun(name, root));
  await requireThisMachine(old);
  const { manifest } = old;
  const { device, profile, seed, command } = manifest;
  const browser = other ?? manifest.browser ?? "chrome";
  const suite = only === undefined ? manifest.suite : { ...manifest.suite, only: [...only] };
  const { splits, ...found } = await inputsOf(suite, data, asStarted(signal));
  const startedAt = new Date();
  const plan = planRun({ device, profile, seed, command, browser, startedAt, ...found });
  const openStore = () => withImageLists(createRunStore(root, plan.manifest), splits);
  return { plan, splits, earlier: [], root, browser, openStore };
}

function asStarted(signal: AbortSignal): OpenOptions {
  return { signal, images: undefined, fixed: true };
}

async function inputsOf(asked: Suite, data: DataRequest, options: OpenOptions) {
  asked.backends.forEach(requireBackend);
  const { suite, splits } = await openSuiteData(asked, data, options);
  const models = await planModels(suite, splits);
  const splitSizes = splits.all.map(({ split }) => split.count);
  const datasetDirs = splits.all.map(({ dir }) => dir);
  return { suite, splits, models, singleThreaded, splitSizes, datasetDirs };
}

/** @throws ModelDataMismatchError for a model that fits none of the suite's data sets */
async function planModels(suite: Suite, { all }: Splits): Promise<PlannedModel[]> {
  const found: NamedModel[] = [];
  for (const name of suite.models) {
    const model = await findRunModel(name);
    model.normalisation();
    await model.artifact();
    const fitting = all.filter(
      ({ split, models }) => models?.includes(name) ?? fits(model, split.info),
    );
    if (fitting.length === 0) all.forEach(({ split }) => requireFit(model, split.info));
    const assumed = fitting.flatMap(({ split }) => assumedClasses(model, split.info));
    for (const line of [...model.inferred, ...assumed]) process.stderr.write(`${line}\n`);
    found.push({ name, model, data: fitting.map((one) => one.data) });
  }
  return withBaselines(found);
}
