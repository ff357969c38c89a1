import type { Arm, ModelCost } from "@vmoe-bench/contracts";
import type { MedianRatio, Proportion, Verdict } from "@vmoe-bench/measure";

/** One arm of a run. `null` where the records do not hold enough for a number. */
export interface Row {
  readonly arm: Arm;
  /** Of the weights' model under this strategy, per image. */
  readonly cost: ModelCost | null;
  /** Bytes that the runtime loads. */
  readonly artifactBytes: number | null;
  readonly top1: Proportion | null;
  readonly latency: Latency | null;
  /** The dense model that `ratio` is against; null for a dense model. */
  readonly twin: string | null;
  /** Latency over the twin's. */
  readonly ratio: MedianRatio | null;
  /** `baseline` for an arm with no twin. */
  readonly verdict: Verdict | "baseline";
  /** "1.08x slower", "no difference shown", … */
  readonly verdictText: string;
  readonly blocks: BlockCounts;
  /** Why blocks did not complete, each reason once, with its remedy. */
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
}

/** Of a whole batch, in ms. */
export interface Latency {
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly samples: number;
  /** Load of the model and first prediction, median over the blocks: the cold session. */
  readonly loadMs: number | null;
  readonly firstMs: number | null;
}

/** Blocks of an arm, its accuracy block included. `missing` have no record. */
export interface BlockCounts {
  readonly planned: number;
  readonly completed: number;
  readonly unsupported: number;
  readonly failed: number;
  readonly aborted: number;
  readonly missing: number;
}

/** A run as a table: everything in it is recomputed from the manifest and the records. */
export interface Summary {
  readonly runId: string;
  readonly suite: string;
  readonly profile: string;
  readonly device: { readonly id: string; readonly name: string; readonly threads: number };
  readonly dataset: string;
  readonly startedAt: string;
  readonly command: string;
  readonly blocks: BlockCounts;
  /** In the order of the suite. */
  readonly rows: readonly Row[];
}
