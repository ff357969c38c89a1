import { armKey } from "@vmoe-bench/contracts";
import { cellsOf } from "./cell.ts";
import { compared, type JudgedCell, type Regression } from "./compare-cells.ts";
import { modelNotes, type SameModels } from "./model-notes.ts";
import { notesOn } from "./regression-notes.ts";
import { invalidCodes } from "./row-verdict.ts";
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
  const arms = [...earlier].map(([key, cell]) => compared(cell, later.get(key), threshold));
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

/** By their arms' names in the later run. */
function judgedCells(run: RunData, same: SameModels): Map<string, JudgedCell> {
  const validities = new Map(summarise(run).rows.map((row) => [armKey(row.arm), row.validity]));
  return new Map(
    cellsOf(run).map((cell) => {
      const validity = validities.get(armKey(cell.arm)) ?? null;
      const model = same.get(cell.arm.model) ?? cell.arm.model;
      const key = armKey({ ...cell.arm, model });
      return [key, { ...cell, invalid: validity === null ? [] : invalidCodes(validity) }];
    }),
  );
}
