import { armKey, type Arm } from "@vmoe-bench/contracts";
import type { RunData } from "./run-data.ts";

/** A run less what was measured on software adapters. */
export interface Publishable<R extends RunData> {
  readonly run: R;
  /** Names of the arms that are left out. */
  readonly leftOut: readonly string[];
}

/** Emulated hardware is right and slow: its arms are in no table that is shown to others (rule 11). */
export function withoutSoftware<R extends RunData>(run: R): Publishable<R> {
  const emulated = new Set(
    run.records
      .filter((record) => record.status === "completed" && record.provenance.runtime.software)
      .map(({ arm }) => apartFromBatch(arm)),
  );
  const isKept = ({ arm }: Pick<RunData["records"][number], "arm">) =>
    !emulated.has(apartFromBatch(arm));
  const manifest = { ...run.manifest, blocks: run.manifest.blocks.filter(isKept) };
  const leftOut = [...emulated].toSorted();
  return { run: { ...run, manifest, records: run.records.filter(isKept) }, leftOut };
}

/** Of an arm whatever its batch: its accuracy is measured at another one. */
function apartFromBatch(arm: Arm): string {
  return armKey({ ...arm, batch: 1 });
}
