import {
  dataKey,
  type Exclusion,
  KnownError,
  type Scenario,
  scenarioName,
  type Suite,
} from "@vmoe-bench/contracts";

/**
 * What a suite says that can't all be meant, found before the command line changes its axes.
 * @throws `contradiction`
 */
export function requireConsistent(suite: Suite): void {
  const problems = [
    ...suite.exclude.flatMap((rule, i) => idle(rule, suite).map((why) => `"exclude" ${i}: ${why}`)),
    ...(suite.expertCaps.some((cap) => cap !== null) && !suite.strategies.includes("split-lazy")
      ? ['"expertCaps" are for the strategy "split-lazy", which is not in "strategies"']
      : []),
    ...homeless(suite.scenarios ?? [], suite.batches),
  ];
  if (problems.length > 0) throw contradictionError(suite.name, problems);
}

/** @throws `contradiction` for a scenario that no batch fits */
export function requireBatches(
  suite: string,
  scenarios: readonly Scenario[],
  batches: readonly number[],
): void {
  const problems = homeless(scenarios, batches);
  if (problems.length > 0) throw contradictionError(suite, problems);
}

/** A stream of single images and a camera give one at a time; a query of many images has many. */
export function batchFits({ kind }: Scenario, batch: number): boolean {
  if (kind === "offline") return true;
  return kind === "multi-stream" ? batch > 1 : batch === 1;
}

function homeless(scenarios: readonly Scenario[], batches: readonly number[]): string[] {
  return scenarios
    .filter((scenario) => !batches.some((batch) => batchFits(scenario, batch)))
    .map(
      ({ kind }) =>
        `the scenario "${kind}" needs a batch ${kind === "multi-stream" ? "above 1" : "of 1"} in "batches"`,
    );
}

/** Why a rule can leave nothing out: it names a value that no axis has. */
function idle(rule: Exclusion, suite: Suite): string[] {
  const { threads, scenarios } = suite;
  const data = [null, ...suite.moreDatasets.map(dataKey)];
  const axes: [keyof Exclusion, readonly unknown[] | undefined][] = [
    ["model", suite.models],
    ["backend", suite.backends],
    ["strategy", ["dense", ...suite.strategies]],
    ["precision", suite.precisions],
    ["expertCap", [null, ...suite.expertCaps]],
    ["batch", [...suite.batches, suite.accuracyBatch]],
    ["threads", threads],
    ["data", data],
    ["control", ["none", ...suite.controls]],
  ];
  const strange = axes.filter(
    ([key, axis]) => rule[key] !== undefined && axis !== undefined && !axis.includes(rule[key]),
  );
  const { scenario } = rule;
  const unknownScenario =
    scenario !== undefined &&
    scenarios !== undefined &&
    !scenarios.map(scenarioName).includes(scenarioName(scenario));
  return [
    ...strange.map(([key]) => `no arm has the ${key} ${JSON.stringify(rule[key])}`),
    ...(unknownScenario ? [`no arm has the scenario "${scenarioName(scenario)}"`] : []),
  ];
}

export function matrixTooLargeError(suite: string, count: number, most: number): KnownError {
  return new KnownError(
    "matrix-too-large",
    `Suite "${suite}" has ${count} combinations of its axes; at most ${most} are planned.`,
    "Shorten its axes, or make several suites of it.",
  );
}

export function emptyMatrixError(suite: string): KnownError {
  return new KnownError(
    "empty-matrix",
    `Suite "${suite}" excludes every combination of its axes.`,
    'Take a rule out of "exclude", or name more in its axes.',
  );
}

function contradictionError(suite: string, problems: readonly string[]): KnownError {
  return new KnownError(
    "contradiction",
    `Suite "${suite}" contradicts itself: ${problems.join("; ")}.`,
    "Change one of the fields that are named.",
  );
}

export function planTooLongError(suite: string, count: number, most: number): KnownError {
  return new KnownError(
    "plan-too-long",
    `Suite "${suite}" makes a plan of up to ${count} blocks; at most ${most} are planned.`,
    "Shorten its axes, choose a smaller profile, or make several suites of it.",
  );
}
