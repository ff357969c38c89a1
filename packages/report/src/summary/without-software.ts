import { armKey } from "@vmoe-bench/contracts";
import type { Row, Summary } from "./row.ts";

export interface Published {
  readonly summary: Summary;
  /** Names of the arms that are left out. */
  readonly leftOut: readonly string[];
}

/** Emulated hardware is right and slow: its rows are in no table that is shown to others (rule 11). */
export function withoutSoftware(summary: Summary): Published {
  const leftOut = summary.rows.filter(isEmulated).map(({ arm }) => armKey(arm));
  return { summary: { ...summary, rows: summary.rows.filter((row) => !isEmulated(row)) }, leftOut };
}

function isEmulated({ validity }: Row): boolean {
  return validity?.reasons.some(({ code }) => code === "software-adapter") ?? false;
}
