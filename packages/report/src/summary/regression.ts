import { type Arm, armKey } from "@vmoe-bench/contracts";
import { cellsOf } from "./cell.ts";
import { compared, type JudgedCell, type Regression } from "./compare-cells.ts";
import { modelNotes, notesOn, type SameModels } from "./regression-notes.ts";
import { invalidCodes } from "./row.ts";
import type { RunData } from "./run-data.ts";
import { summarise } from "./summarise.ts";

export interface RegressionReport {
  readonly before: string;
  readonly after: string;
  readonly device: string;
  readonly threshold: number;
  /** Whether an arm was compared, and none {@link isWorse}. */
  readonly passes: boolean;
  readonly arms: readonly Regression[];
  /** What else differs between the runs that a reader should know. */
  readonly notes: readonly string[];
}

/**
 * What got slower, or less accurate, from one run to another, whatever the weights of a model are now:
 * a model is the same by its name, or by what the user says. They are not interleaved, so what changed the machine in
 * between changed the numbers, too; the ratios to dense inside each run stay the better evidence.
 * Pure: the same files give the same report.
 */
export function regressionOf(
  before: RunData,
  after: RunData,
  same: SameModels = new Map(),
): RegressionReport {
  const threshold = after.manifest.suite.claimThreshold;
  const [earlier, later] = [judgedCells(before, same), judgedCells(after, new Map())];
  const armsOf = (cells: typeof earlier) => [...cells.values()].map(({ named }) => named);
  const [then, now] = [armsOf(earlier), armsOf(later)];
  const arms = [...earlier].map(([key, cell]): Regression => {
    const other = later.get(key);
    if (other !== undefined) return compared(cell, other, threshold);
    return { arm: cell.arm, status: "not-compared", reason: whyAbsent(cell.named, then, now) };
  });
  const added = [...later].filter(([key]) => !earlier.has(key));
  return {
    before: before.manifest.id,
    after: after.manifest.id,
    device: after.manifest.device.name,
    threshold,
    passes: arms.some(({ status }) => status === "compared") && !arms.some(isWorse),
    arms: [...arms, ...added.map(([, { arm }]): Regression => ({ arm, status: "new" }))],
    notes: [...modelNotes(before, after, same), ...notesOn(before, after)],
  };
}

/** Whether it got slower or less accurate, or the later run has lost a result that could be trusted. */
export function isWorse(found: Regression): boolean {
  switch (found.status) {
    case "compared":
      return found.verdict === "slower" || isLessAccurate(found);
    case "no-claim":
      return found.invalid === "after" || isLessAccurate(found);
    case "lost":
      return true;
    case "not-compared":
    case "new":
      return false;
  }
}

/** Whether its top-1 is lower on the same images, whatever may be claimed of its latency. */
export function isLessAccurate(found: Regression): boolean {
  return "top1" in found && found.top1.change?.verdict === "lower";
}

interface NamedCell extends JudgedCell {
  /** Its arm, with its model's name in the later run. */
  readonly named: Arm;
}

/** By their arms' names in the later run. */
function judgedCells(run: RunData, same: SameModels): Map<string, NamedCell> {
  const validities = new Map(summarise(run).rows.map((row) => [armKey(row.arm), row.validity]));
  return new Map(
    cellsOf(run).map((cell) => {
      const validity = validities.get(armKey(cell.arm)) ?? null;
      const model = same.get(cell.arm.model) ?? cell.arm.model;
      const named = { ...cell.arm, model };
      const invalid = validity === null ? [] : invalidCodes(validity);
      return [armKey(named), { ...cell, named, invalid }];
    }),
  );
}

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
function whyAbsent(arm: Arm, earlier: readonly Arm[], later: readonly Arm[]): string {
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
