import type { BlockPlan, BlockRecord, HostEvent, RunManifest } from "@vmoe-bench/contracts";

/** Told what a run does. Every method is optional. */
export interface RunReporter {
  /** Once, before the first block. */
  planned?(manifest: RunManifest, remainingMs: number): void;
  blockStarted?(block: BlockPlan, position: number): void;
  /** `started` and `progress` of the block that runs. */
  blockEvent?(block: BlockPlan, event: HostEvent): void;
  /** After the block's record is on disk. */
  blockEnded?(record: BlockRecord, remainingMs: number): void;
}
