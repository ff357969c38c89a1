import type {
  Backend,
  HostEvent,
  HostProvenance,
  ImageBatch,
  ModelCost,
  ModelFiles,
} from "@vmoe-bench/contracts";
import type { Clock } from "../clock/clock.ts";
import type { NoiseProbe } from "../probe/noise-probe.ts";

/** The data set's split as a block sees it. */
export interface BlockImages {
  /** Labels of the whole split, in its order. */
  readonly labels: ArrayLike<number>;
  /**
   * Where the data's classes are not the model's: the logit of each, in the data's order. Others are
   * left out of account.
   */
  readonly columns?: readonly number[] | undefined;
  /**
   * The images at these positions of the split, preprocessed for the model: [B,C,H,W] with B the
   * number of indexes. Never called inside a timed window. May hand out the same memory again.
   */
  batch(indexes: readonly number[]): ImageBatch;
}

/** Resident memory of the whole host, in bytes. A page has to wait for it. */
export interface MemoryGauge {
  now(): number | Promise<number>;
  /** The most since the host started. */
  peak(): number | Promise<number>;
}

export interface BlockContext {
  readonly backend: Backend;
  readonly files: ModelFiles;
  /** Bytes of the weights that images go through which hit these experts, listed per image. */
  readonly touchedBytes: (experts: readonly (readonly number[])[]) => number;
  /** Of this process or page; undefined where the host does not say. */
  readonly memory: MemoryGauge | undefined;
  /** Read before the model is loaded and after the last sample; absent where the host has none. */
  readonly probe?: NoiseProbe;
  /** What making the files ready took, where that is part of the task; 0 unless told. In ms. */
  readonly prepareMs?: number;
  /** Of this model under this block's strategy. */
  readonly cost: ModelCost;
  readonly images: BlockImages;
  readonly clock: Clock;
  /** Sent with `started` once the model is loaded. */
  readonly provenance: HostProvenance;
  /** Gets `started` and `progress`. */
  readonly emit: (event: HostEvent) => void;
  /** Gets the latency samples so far, in ms, between timed windows. */
  readonly onSamples?: (samplesMs: readonly number[]) => void;
  /** Gets the classes that were predicted so far, between batches. */
  readonly onPredictions?: (predicted: readonly number[]) => void;
  readonly signal?: AbortSignal;
}
