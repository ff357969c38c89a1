import {
  apartFromQueries,
  type Arm,
  armKey,
  type BackendId,
  type BlockPlan,
  type BrowserKind,
  dataKey,
  type Device,
  type Exclusion,
  KnownError,
  type Profile,
  profiles,
  type RunManifest,
  scenarioName,
  type Sources,
  strategyName,
  type Suite,
  type Task,
} from "@vmoe-bench/contracts";
import { seededRandom, shuffled } from "@vmoe-bench/measure";
import { armsOf, type PlannedModel, type Refusal } from "./arms.ts";
import { planTooLongError } from "./contradictions.ts";
import {
  accuracyTask,
  latencyTask,
  longestPassMs,
  proofTask,
  startTasks,
  withLatencyLimit,
  withShorterBlocks,
} from "./tasks.ts";

export interface PlanInput {
  readonly suite: Suite;
  readonly device: Device;
  /** The suite's unless told, with shorter blocks where the suite has a time of its own. */
  readonly profile?: Profile;
  /** 32-bit integer. */
  readonly seed: number;
  /** The suite's models, in its order. */
  readonly models: readonly PlannedModel[];
  /** Backends without threads: those of the device are not theirs. */
  readonly singleThreaded: ReadonlySet<BackendId>;
  /** Images in the suite's splits: of `dataset`, then of each of `moreDatasets`. */
  readonly splitSizes: readonly number[];
  /** Folder to read each of these splits from; null for the usual places. */
  readonly datasetDirs: readonly (string | null)[];
  readonly startedAt: Date;
  /** The command line that makes this run again. */
  readonly command: string;
  /** Which browser runs what needs one; null for a page that came by itself. */
  readonly browser: BrowserKind | null;
  readonly sources?: Sources | undefined;
}

export interface RunPlan {
  readonly manifest: RunManifest;
  /** In the order they run; the manifest lists the same. */
  readonly blocks: readonly BlockPlan[];
  /** By the keys of arms that are known to be unsupported: their blocks are not started. */
  readonly refusals: ReadonlyMap<string, Refusal>;
}

/** The blocks of a plan that are started. */
export function startedBlocks({ blocks, refusals }: RunPlan): BlockPlan[] {
  return blocks.filter(({ arm }) => !refusals.has(armKey(arm)));
}

/** Fresh processes that an arm's memory and starts are measured in, of each regime. */
const startBlocks = 3;
/** A manifest of more is no file to read. */
const mostBlocks = 100_000;

/**
 * Suite x device x profile x seed, as blocks in order: one accuracy block an arm, one proof where
 * proofs are asked for, then rounds of one latency block an arm, each round in a random order of its
 * own (rule 5), then rounds of starts. As many rounds as the profile has at most: which of them are
 * needed shows while they run. Pure.
 */
export function planRun(input: PlanInput): RunPlan {
  const { suite, device, seed, models } = input;
  const random = seededRandom(seed);
  const datasets = [suite.dataset, ...suite.moreDatasets];
  const dataOf = ({ data }: Arm) => {
    const position = data === null ? 0 : datasets.findIndex((one) => dataKey(one) === data);
    const [dataset, latency] = [datasets[position], latencies[position]];
    if (dataset === undefined || latency === undefined)
      throw new RangeError(`There is no size for the data set "${data}".`);
    return { dataset, latency, dir: input.datasetDirs[position] ?? null };
  };
  const threads = suite.threads ?? [device.threads];
  // Where a suite names threads, a backend without them is to say that it has none.
  const singleThreaded = suite.threads === undefined ? input.singleThreaded : new Set<BackendId>();
  const fixed = { threads, singleThreaded };
  const { batches, scenarios, controls } = suite;
  const latencyArms = armsOf(suite, models, { ...fixed, batches, scenarios, controls });
  const profile =
    input.profile ??
    withShorterBlocks(profiles[suite.profile], suite.budgetSeconds, latencyArms.length);
  const rounds = Math.max(profile.blocks, profile.maxBlocks ?? 0);
  const latencies = input.splitSizes.map((size) => latencyTask(profile, size, random));
  const fixedBatches = new Map(models.map(({ id, fixedBatch }) => [id, fixedBatch ?? undefined]));
  const cells = new Set(latencyArms.map((arm) => armKey(apartFromQueries(arm))));
  const otherArms = (batch: number): Arm[] => {
    const frozen = controls.filter((control) => control === "frozen-router");
    const axes = { ...fixed, batches: [batch], scenarios: undefined, controls: frozen };
    const whole = { ...suite, exclude: apartFromQueriesRules(suite.exclude), only: [] };
    return armsOf(whole, models, axes)
      .map((arm) => ({ ...apartFromQueries(arm), batch: fixedBatches.get(arm.model) ?? batch }))
      .filter((arm) => cells.has(armKey(apartFromQueries(arm))));
  };
  const [accuracyArms, singleArms] = [otherArms(suite.accuracyBatch), otherArms(1)];

  const planned = accuracyArms.length + latencyArms.length * rounds;
  if (planned > mostBlocks) throw planTooLongError(suite.name, planned, mostBlocks);
  const passMs = longestPassMs(suite.budgetSeconds, accuracyArms.length);
  const work: { arm: Arm; task: Task; label: string }[] = [
    ...accuracyArms.map((arm) => ({
      arm,
      task: accuracyTask(suite, dataOf(arm).dataset, arm, passMs),
      label: "accuracy",
    })),
    ...singleArms.flatMap((arm) =>
      proofTask(suite, arm, dataOf(arm).latency).map((task) => ({ arm, task, label: "proof" })),
    ),
    ...Array.from({ length: rounds }, (_, round) =>
      shuffled(latencyArms, random).map((arm) => ({
        arm,
        task: withLatencyLimit(dataOf(arm).latency, suite, arm),
        label: `r${round + 1}`,
      })),
    ).flat(),
    ...startRegimes.flatMap((regime) =>
      Array.from({ length: startBlocks }, (_, round) =>
        shuffled(singleArms, random).flatMap((arm) =>
          startTasks(suite, arm, dataOf(arm).latency)
            .filter((task) => task.regime === regime)
            .map((task) => ({ arm, task, label: `${startLabels[regime]}${round + 1}` })),
        ),
      ).flat(),
    ),
  ];
  const blocks = work.map(({ arm, task, label }, position) => {
    const { dataset, dir } = dataOf(arm);
    const { name, split } = dataset;
    const id = blockId(position, arm, label, suite);
    return { id, arm, task, dataset: { name, split, dir } };
  });
  const refusals = refusalsOf(models, blocks);
  return { manifest: manifestOf(input, profile, blocks), blocks, refusals };
}

function refusalsOf(
  models: readonly PlannedModel[],
  blocks: readonly BlockPlan[],
): ReadonlyMap<string, Refusal> {
  const ofModels = new Map(models.map((model) => [model.id, model]));
  return new Map(
    blocks.flatMap(({ arm }) => {
      const model = ofModels.get(arm.model);
      const refusal = model?.refusal ?? model?.refusedPrecisions?.get(arm.precision);
      return refusal === undefined ? [] : [[armKey(arm), refusal] as const];
    }),
  );
}

const startRegimes = ["cold-session", "first-ever"] as const;
const startLabels = { "cold-session": "footprint", "first-ever": "first" };

/** A rule for one batch or scenario is about latency: the other tasks have batches of their own. */
function apartFromQueriesRules(rules: readonly Exclusion[]): Exclusion[] {
  return rules.filter(({ batch, scenario }) => batch === undefined && scenario === undefined);
}

function manifestOf(input: PlanInput, profile: Profile, blocks: readonly BlockPlan[]): RunManifest {
  const { suite, device, seed, startedAt, command, browser, sources } = input;
  const baselines: Record<string, string> = {};
  for (const { id, baseline } of input.models) if (baseline !== undefined) baselines[id] = baseline;
  return {
    schemaVersion: 1,
    id: `${startedAt.toISOString().replaceAll(/[:.]/g, "-")}-${suite.name}`,
    startedAt: startedAt.toISOString(),
    seed,
    suite,
    profile,
    device,
    command,
    browser,
    ...(sources === undefined ? {} : { sources }),
    baselines,
    blocks: blocks.map(({ id, arm, task }) => {
      const regime = task.kind === "footprint" ? task.regime : null;
      return { id, arm, task: task.kind, regime };
    }),
  };
}

/** Begins with the position, so that a folder lists blocks in their order; safe as a file name. */
function blockId(position: number, arm: Arm, label: string, suite: Suite): string {
  const { model, backend, batch, precision, threads, scenario, data, control } = arm;
  const words = [
    model,
    backend,
    strategyName(arm),
    ...(precision === "float32" ? [] : [precision]),
    `b${batch}`,
    ...(suite.threads === undefined ? [] : [`t${threads}`]),
    ...(scenario.kind.endsWith("stream") ? [] : [scenarioName(scenario)]),
    ...(data === null ? [] : [data]),
    ...(control === "none" ? [] : [control]),
    label,
  ];
  const text = words.join(".").replaceAll(/[^A-Za-z0-9._-]/g, "-");
  // A name that ends in a dot is none on every system.
  return `${String(position).padStart(4, "0")}-${text.slice(0, 120).replace(/\.+$/, "")}`;
}

/** A run's plan can't be made again as it was. */
function planChangedError({ id }: RunManifest): KnownError {
  return new KnownError(
    "plan-changed",
    `The plan of run "${id}" comes out differently now: its models, its data or vmoe-bench changed since.`,
    "Start a new run, or go back to the version that started it.",
  );
}

/**
 * The plan of a run that was started before, block by block the same.
 * @throws `plan-changed`
 */
export function planAgain(
  manifest: RunManifest,
  now: Pick<PlanInput, "models" | "singleThreaded" | "splitSizes" | "datasetDirs">,
): RunPlan {
  const { suite, device, profile, seed, command, browser, startedAt, sources } = manifest;
  const at = new Date(startedAt);
  const fixed = { suite, device, profile, seed, command, browser, startedAt: at, sources };
  const plan = planRun({ ...now, ...fixed });
  const same = listing(plan.manifest) === listing(manifest);
  if (!same || plan.manifest.id !== manifest.id) throw planChangedError(manifest);
  return plan;
}

function listing({ blocks }: RunManifest): string {
  return blocks.map(({ id, task, arm }) => `${id} ${task} ${armKey(arm)}`).join("\n");
}
