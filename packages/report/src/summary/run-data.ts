import type { BlockRecord, RunManifest } from "@vmoe-bench/contracts";

/** All that a summary is made from: a run as it lies on disk. */
export interface RunData {
  readonly manifest: RunManifest;
  readonly records: readonly BlockRecord[];
}
