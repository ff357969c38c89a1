import type { Arm, ModelCost, Proof } from "@vmoe-bench/contracts";
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
  readonly footprint: Footprint | null;
  /** How it was shown which experts ran; empty where that was not asked for. */
  readonly proofs: readonly Proof[];
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

/** Memory and cold start in fresh processes: medians over them. */
export interface Footprint {
  /** Resident at most, of the whole process. */
  readonly peakBytes: number | null;
  /** Of that, what came after the process was ready to load the model. */
  readonly modelBytes: number | null;
  /** Of the model's files, before the first prediction and in all. */
  readonly readBeforeFirstBytes: number | null;
  readonly readBytes: number | null;
  /** Weights that the images went through. */
  readonly touchedBytes: number | null;
  readonly loadMs: number | null;
  /** Load and first prediction. */
  readonly coldMs: number | null;
  readonly processes: number;
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
