import type { BlockRecord, RunEnd, RunManifest } from "@vmoe-bench/contracts";

/** All that a summary is made from: a run as it lies on disk. */
export interface RunData {
  readonly manifest: RunManifest;
  readonly records: readonly BlockRecord[];
  /** Why it ended; undefined where it was stopped, and in runs of earlier versions. */
  readonly end: RunEnd | undefined;
}
