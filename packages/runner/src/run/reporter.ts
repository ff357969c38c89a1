import type { BlockPlan, BlockRecord, HostEvent, RunEnd, RunManifest } from "@vmoe-bench/contracts";

/** Told what a run does. Every method is optional. */
export interface RunReporter {
  /**
   * Once, before the first block.
   * @param remainingMs of a suite with a time of its own no more than that; else without the rounds
   *   that may not be needed
   * @param refused keys of arms that are known to be unsupported
   */
  planned?(manifest: RunManifest, remainingMs: number, refused: ReadonlySet<string>): void;
  blockStarted?(block: BlockPlan, position: number): void;
  /** `started` and `progress` of the block that runs. */
  blockEvent?(block: BlockPlan, event: HostEvent): void;
  /** The machine gave less than it can: the block runs again after a pause. */
  coolingDown?(block: BlockPlan, repeat: number, ms: number): void;
  /** The block stood still for so long, and runs again. */
  suspended?(block: BlockPlan, repeat: number, ms: number): void;
  /** The block was stopped, since the suite's time, or its part of it, was over: it has no record. */
  outOfTime?(block: BlockPlan): void;
  /** After the block's record is on disk. */
  blockEnded?(record: BlockRecord, remainingMs: number): void;
  /** After the last block of a run that was not stopped. */
  finished?(end: RunEnd): void;
}
