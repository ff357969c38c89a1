import {
  armKey,
  baselinesAmong,
  scenarioName,
  unknownNameError,
  type Arm,
  type BackendId,
  type Control,
  type Exclusion,
  type Precision,
  type Scenario,
  type Strategy,
  type Suite,
} from "@vmoe-bench/contracts";
import {
  batchFits,
  emptyMatrixError,
  matrixTooLargeError,
  requireBatches,
} from "./contradictions.ts";

/** What the plan must know of a model. */
export interface PlannedModel {
  readonly id: string;
  readonly hasExperts: boolean;
  /** Id of the dense model of equal active FLOPs; absent for a dense model. */
  readonly baseline?: string;
  /** B of a graph that takes no other; null or absent for any. */
  readonly fixedBatch?: number | null;
  /** Data sets that it fits, as in `Arm.data`; the suite's own unless told. */
  readonly data?: readonly Arm["data"][];
  /** Why none of its arms can be run; absent where they can. */
  readonly refusal?: Refusal;
  /** Why it can't be run in some number formats of its weights. */
  readonly refusedPrecisions?: ReadonlyMap<Precision, Refusal>;
}

/** Why an arm can't be run, known before anything runs. */
export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** The axes that not every task takes from the suite. */
export interface QueryAxes {
  readonly batches: readonly number[];
  readonly threads: readonly number[];
  /** Backends that have 1 thread, whatever `threads` says. */
  readonly singleThreaded: ReadonlySet<BackendId>;
  /** Undefined for the stream that fits each batch. */
  readonly scenarios: readonly Scenario[] | undefined;
  readonly controls: readonly Control[];
}

/** More would take weeks, and is a slip. */
const mostArms = 10_000;

/**
 * Models x backends x data x strategies x precisions x batches x threads x scenarios x controls, less
 * what is excluded or not asked for. A dense model has the one strategy `dense`, only `split-lazy` has
 * caps, and a backend without threads has 1. A value that is listed twice counts once.
 * @throws `matrix-too-large`; `empty-matrix` where everything is excluded; `contradiction` for
 *   a scenario that no batch fits; `unknown-name` for a key in `only` that no arm has
 */
export function armsOf(suite: Suite, models: readonly PlannedModel[], axes: QueryAxes): Arm[] {
  requireSize(suite, axes);
  requireBatches(suite.name, axes.scenarios ?? [], axes.batches);
  const arms = models
    .flatMap((model) => [...armsOfModel(suite, model, axes)])
    .filter((arm) => !suite.exclude.some((rule) => matches(rule, arm)));
  if (arms.length === 0) throw emptyMatrixError(suite.name);
  return suite.only.length === 0 ? arms : onlyOf(arms, suite.only, models);
}

function* armsOfModel(suite: Suite, model: PlannedModel, axes: QueryAxes): Generator<Arm> {
  const strategies: readonly Strategy[] = model.hasExperts ? distinct(suite.strategies) : ["dense"];
  const caps = (strategy: Strategy) =>
    strategy === "split-lazy" ? distinct(suite.expertCaps) : [null];
  const threadsOf = (backend: BackendId) =>
    axes.singleThreaded.has(backend) ? [1] : distinct(axes.threads);
  const controls = ["none" as const, ...controlsFor(axes, model)];
  for (const backend of distinct(suite.backends))
    for (const data of distinct(model.data ?? [null]))
      for (const strategy of strategies)
        for (const expertCap of caps(strategy))
          for (const precision of distinct(suite.precisions))
            for (const batch of distinct(axes.batches))
              for (const threads of threadsOf(backend))
                for (const scenario of scenariosFor(axes.scenarios, batch))
                  for (const control of controls) {
                    const run = { model: model.id, backend, data, strategy, expertCap, precision };
                    yield { ...run, batch, threads, scenario, control };
                  }
}

function scenariosFor(asked: readonly Scenario[] | undefined, batch: number): Scenario[] {
  if (asked === undefined) return [{ kind: batch === 1 ? "single-stream" : "multi-stream" }];
  const byName = new Map(asked.map((scenario) => [scenarioName(scenario), scenario]));
  return [...byName.values()].filter((scenario) => batchFits(scenario, batch));
}

/** An arm against itself: of dense models, which the others are compared with. */
function controlsFor({ controls }: QueryAxes, { hasExperts }: PlannedModel): Control[] {
  return distinct(controls).filter((control) => (control === "frozen-router") === hasExperts);
}

/** The arms that are named, and those that they are compared with. */
function onlyOf(
  arms: readonly Arm[],
  only: readonly string[],
  models: readonly PlannedModel[],
): Arm[] {
  const baselineModels = Object.fromEntries(models.map(({ id, baseline }) => [id, baseline]));
  const known = arms.map(armKey);
  for (const name of only)
    if (!known.includes(name)) throw unknownNameError("arm", name, known.slice(0, 20));
  const named = arms.filter((arm) => only.includes(armKey(arm)));
  const baselineFor = baselinesAmong(arms, baselineModels);
  const baselines = named.flatMap((arm) => baselineFor(arm) ?? []);
  const keys = new Set([...named, ...baselines].map(armKey));
  return arms.filter((arm) => keys.has(armKey(arm)));
}

function requireSize(suite: Suite, axes: QueryAxes): void {
  const { models, backends, strategies, expertCaps, precisions, moreDatasets } = suite;
  const { batches, threads, scenarios = [], controls } = axes;
  const sizes = [
    ...[models, backends, strategies, expertCaps, precisions, batches, threads].map(
      (axis) => distinct<unknown>(axis).length,
    ),
    1 + moreDatasets.length,
    Math.max(1, scenarios.length),
    1 + controls.length,
  ];
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > mostArms) throw matrixTooLargeError(suite.name, count, mostArms);
}

/** Every value that the rule names is the arm's. */
function matches({ scenario, ...rule }: Exclusion, arm: Arm): boolean {
  if (scenario !== undefined && scenarioName(scenario) !== scenarioName(arm.scenario)) return false;
  const named: Readonly<Record<string, unknown>> = rule;
  const own: Readonly<Record<string, unknown>> = arm;
  return Object.keys(named).every((key) => named[key] === own[key]);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
