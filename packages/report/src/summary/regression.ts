import { armKey } from "@vmoe-bench/contracts";
import { cellsOf } from "./cell.ts";
import { compared, type JudgedCell, type Regression } from "./compare-cells.ts";
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
 * What got slower from one run to another. They are not interleaved, so what changed the machine in
 * between changed the numbers, too; the ratios to dense inside each run stay the better evidence.
 * Pure: the same files give the same report.
 */
export function regressionOf(before: RunData, after: RunData): RegressionReport {
  const threshold = after.manifest.suite.claimThreshold;
  const [earlier, later] = [judgedCells(before), judgedCells(after)];
  const arms = [...earlier].map(([key, cell]) => compared(cell, later.get(key), threshold));
  const added = [...later].filter(([key]) => !earlier.has(key));
  return {
    before: before.manifest.id,
    after: after.manifest.id,
    device: after.manifest.device.name,
    threshold,
    passes: arms.some(({ status }) => status === "compared") && !arms.some(isWorse),
    arms: [...arms, ...added.map(([, { arm }]): Regression => ({ arm, status: "new" }))],
    notes: notesOn(before, after),
  };
}

/** Whether it got slower, or the later run has lost a result that could be trusted. */
export function isWorse(found: Regression): boolean {
  switch (found.status) {
    case "compared":
      return found.verdict === "slower";
    case "no-claim":
      return found.invalid === "after";
    case "lost":
      return true;
    case "not-compared":
    case "new":
      return false;
  }
}

function judgedCells(run: RunData): Map<string, JudgedCell> {
  const validities = new Map(summarise(run).rows.map((row) => [armKey(row.arm), row.validity]));
  return new Map(
    cellsOf(run).map((cell) => {
      const key = armKey(cell.arm);
      const validity = validities.get(key) ?? null;
      return [key, { ...cell, invalid: validity === null ? [] : invalidCodes(validity) }];
    }),
  );
}
