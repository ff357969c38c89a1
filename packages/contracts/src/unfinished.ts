import type { BlockRecord } from "./record.ts";
import { roundsOf, type RunEnd, type RunManifest } from "./run.ts";

interface Run {
  readonly manifest: RunManifest;
  /** The record that counts of each block. */
  readonly records: readonly BlockRecord[];
  readonly end: RunEnd | undefined;
}

/**
 * Blocks that a run can't do without: of more rounds than every arm has, only the run's end tells which
 * were needed. A run that has no end yet needs the first rounds, and all else that is planned.
 */
export function neededBlocks({ manifest, end }: Omit<Run, "records">): RunManifest["blocks"] {
  const leftOut = new Set(end?.leftOut);
  const rounds = roundsOf(manifest.blocks);
  return manifest.blocks.filter(
    ({ id }) =>
      !leftOut.has(id) && (end !== undefined || (rounds.get(id) ?? 0) < manifest.profile.blocks),
  );
}

/**
 * Whether a run was stopped, or goes on: a needed block has no record or was aborted, or nothing says
 * that the rounds which may be needed are over.
 */
export function isUnfinished(run: Run): boolean {
  const { manifest, records, end } = run;
  if (end === undefined && manifest.profile.maxBlocks !== null) return true;
  if (records.some(({ status }) => status === "aborted")) return true;
  const there = new Set(records.map(({ blockId }) => blockId));
  return neededBlocks(run).some(({ id }) => !there.has(id));
}
