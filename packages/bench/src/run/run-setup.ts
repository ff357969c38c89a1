import { randomInt } from "node:crypto";
import { dirname, resolve } from "node:path";
import {
  dataKey,
  KnownError,
  type BlockRecord,
  type BrowserKind,
  type Device,
  type Preparing,
  type RunManifest,
  type Sources,
  type Suite,
} from "@vmoe-bench/contracts";
import {
  createRunStore,
  planAgain,
  planRun,
  readRun,
  reopenRunStore,
  requireBudget,
  requireConsistent,
  type RunOnDisk,
  type RunPlan,
  type RunStore,
  findRun,
} from "@vmoe-bench/runner";
import { fetchModels } from "@vmoe-bench/models/find";
import { requireBackend, singleThreaded } from "../backends.ts";
import { readDevice, readSuite } from "@vmoe-bench/files";
import { browserArgsOf, commandOf } from "./command-line.ts";
import type { DataRequest } from "../data/image-sets.ts";
import { openSuiteData, type OpenOptions } from "../data/suite-data.ts";
import { planModels } from "./models.ts";
import {
  type ReplayRequest,
  type ResumeRequest,
  type RunRequest,
  type SuiteRequest,
  withOverrides,
} from "./request.ts";
import {
  requirePage,
  requireSameSources,
  requireThisMachine,
  returnToSources,
  wholePaths,
} from "./earlier-run.ts";
import { requireMeasuredImages, type Splits, withImageLists } from "./splits.ts";

/** A suite with all that it names, found and checked. */
export interface SuiteInputs extends Awaited<ReturnType<typeof inputsOf>> {
  readonly seed: number;
}

/** All that is known before the first block: whatever can be wrong with what was asked was found. */
export interface RunSetup {
  readonly plan: RunPlan;
  readonly splits: Splits;
  /** Records of blocks that are not run again. */
  readonly earlier: readonly BlockRecord[];
  /** The results folder that the run lies in. */
  readonly root: string;
  /** Which browser runs what needs one. */
  readonly browser: BrowserKind;
  /** Passed on to it as they are. */
  readonly browserArgs: readonly string[];
  readonly openStore: () => Promise<RunStore>;
}

/** A record that can't be read is in the way of its block. */
function brokenRecordError(dir: string, problem: string): KnownError {
  return new KnownError(
    "broken-record",
    `The run in ${dir} has a broken record: ${problem}`,
    "Remove that file, and resume again.",
  );
}

export async function newRun(
  preparing: Preparing,
  suiteName: string,
  request: RunRequest,
): Promise<RunSetup> {
  const device = await readDevice(request.device);
  const inputs = await suiteInputs(preparing, suiteName, request, request.allowDownload);
  const { browser, browserArgs } = request;
  const own = [
    "--device",
    request.device,
    ...(browser === "chrome" ? [] : ["--browser", browser]),
    ...browserArgs.flatMap((arg) => ["--browser-arg", arg]),
  ];
  const command = commandOf("vmoe-bench run", suiteName, own, request, inputs.seed);
  return { ...planOn(device, inputs, { command, browser }, request.out), browser, browserArgs };
}

export async function suiteInputs(
  preparing: Preparing,
  suiteName: string,
  request: SuiteRequest,
  allowDownload = false,
): Promise<SuiteInputs> {
  const written = await readSuite(suiteName);
  requireConsistent(written);
  const suite = withOverrides(written, request.overrides);
  await fetchModels(suite.models, allowDownload, preparing);
  const { images } = request.overrides;
  const inputs = await inputsOf(suite, request.data, { ...preparing, images, fixed: false });
  return { seed: request.seed ?? randomInt(2 ** 31), ...inputs };
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
): Omit<RunSetup, "browser" | "browserArgs"> {
  const plan = planRun({ device, ...by, startedAt: new Date(), ...found });
  requireBudget(plan);
  const openStore = () => withImageLists(createRunStore(root, plan.manifest), splits);
  return { plan, splits, earlier: [], root, openStore };
}

/**
 * A run that was stopped, as it was planned.
 * @param name its id, or its folder
 */
export async function resumedRun(
  preparing: Preparing,
  name: string,
  request: ResumeRequest,
): Promise<RunSetup> {
  const run = await readRun(await findRun(name, request.out));
  await requireThisMachine(run);
  return resumed(preparing, run, request);
}

/**
 * A run that was stopped of a page that somebody opened, as it was planned.
 * @param name its id, or its folder
 */
export async function resumedPageRun(
  preparing: Preparing,
  name: string,
  request: Omit<ResumeRequest, "browserArgs">,
): Promise<RunSetup> {
  const run = await readRun(await findRun(name, request.out));
  requirePage(run);
  return resumed(preparing, run, { ...request, browserArgs: [] });
}

async function resumed(
  preparing: Preparing,
  run: RunOnDisk,
  { data, browserArgs: added }: ResumeRequest,
): Promise<RunSetup> {
  const [broken] = run.problems;
  if (broken !== undefined) throw brokenRecordError(run.dir, broken.problem);
  const request = returnToSources(run, data, preparing.reporter);
  const { splits, ...found } = await inputsOf(run.manifest.suite, request, asStarted(preparing));
  requireSameSources(run, found.sources);
  const plan = planAgain(run.manifest, found);
  requireMeasuredImages(run, splits);
  const root = dirname(dirname(run.dir));
  const browser = plan.manifest.browser ?? "chrome";
  const browserArgs = [...new Set([...browserArgsOf(run.manifest.command), ...added])];
  const openStore = () => withImageLists(Promise.resolve(reopenRunStore(run)), splits);
  return { plan, splits, earlier: run.records, root, browser, browserArgs, openStore };
}

/**
 * The same suite, device, seed and profile as a new run of its own.
 * @param name of the run that is replayed: its id, or its folder; `only` for some of its arms, and
 *   another `browser` than it had
 */
export async function replayedRun(
  preparing: Preparing,
  name: string,
  { out, data, only, browser: other }: ReplayRequest,
): Promise<RunSetup> {
  const root = resolve(out);
  const old = await readRun(await findRun(name, root));
  await requireThisMachine(old);
  const { manifest } = old;
  const { device, profile, seed, command } = manifest;
  const browser = other ?? manifest.browser ?? "chrome";
  const suite = only === undefined ? manifest.suite : { ...manifest.suite, only: [...only] };
  const request = returnToSources(old, data, preparing.reporter);
  const { splits, ...found } = await inputsOf(suite, request, asStarted(preparing));
  requireSameSources(old, found.sources);
  const startedAt = new Date();
  const plan = planRun({ device, profile, seed, command, browser, startedAt, ...found });
  const openStore = () => withImageLists(createRunStore(root, plan.manifest), splits);
  const browserArgs = browserArgsOf(command);
  return { plan, splits, earlier: [], root, browser, browserArgs, openStore };
}

function asStarted(preparing: Preparing): OpenOptions {
  return { ...preparing, images: undefined, fixed: true };
}

async function inputsOf(asked: Suite, data: DataRequest, options: OpenOptions) {
  asked.backends.forEach(requireBackend);
  const { suite, splits, models: found } = await openSuiteData(asked, data, options);
  const { planned: models, sha256: modelHashes } = await planModels(
    suite,
    splits,
    found,
    options.reporter,
  );
  const splitSizes = splits.all.map(({ split }) => split.count);
  const datasetDirs = splits.all.map(({ dir }) => dir);
  const sources: Sources = {
    folder: process.cwd(),
    data: wholePaths(data),
    models: modelHashes,
    datasets: Object.fromEntries(
      splits.all.map(({ split }) => [
        dataKey({ name: split.info.name, split: split.split }),
        split.sha256,
      ]),
    ),
  };
  return { suite, splits, models, singleThreaded, splitSizes, datasetDirs, sources };
}
