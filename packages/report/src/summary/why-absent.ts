import type { Arm } from "@vmoe-bench/contracts";

const settings = [
  ["backend", "backend"],
  ["data", "data set"],
  ["strategy", "strategy"],
  ["expertCap", "expert cap"],
  ["precision", "precision"],
  ["batch", "batch size"],
  ["threads", "number of threads"],
  ["scenario", "scenario"],
  ["control", "control"],
] as const satisfies readonly (readonly [keyof Arm, string])[];

/**
 * Why an arm of the earlier run is not compared that the later one has not.
 * @param arm with its model's name in the later run
 * @param earlier all of that run, named so
 */
export function whyAbsent(arm: Arm, earlier: readonly Arm[], later: readonly Arm[]): string {
  const absent = "it is not in the later run";
  const ofModel = later.filter(({ model }) => model === arm.model);
  const [nearest] = ofModel.map((other) => differing(arm, other)).toSorted(byLength);
  if (nearest !== undefined)
    return `${absent}, which has its model with another ${nearest.join(" and ")}`;
  const known = new Set(earlier.map(({ model }) => model));
  const hasNew = later.some(({ model }) => !known.has(model));
  return hasNew ? `${absent}; a model of another name is the same with --same OLD=NEW` : absent;
}

function differing(a: Arm, b: Arm): string[] {
  return settings.flatMap(([key, name]) =>
    JSON.stringify(a[key]) === JSON.stringify(b[key]) ? [] : [name],
  );
}

function byLength(a: readonly string[], b: readonly string[]): number {
  return a.length - b.length;
}
