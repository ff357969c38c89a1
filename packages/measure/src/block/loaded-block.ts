import {
  type Backend,
  type HostEvent,
  type HostProvenance,
  type ImageBatch,
  type LoadedModel,
  type ModelCost,
  type ModelFiles,
  moeOf,
  type Prediction,
  type Scenario,
} from "@vmoe-bench/contracts";
import type { Clock } from "../clock.ts";
import type { NoiseProbe } from "../noise-probe.ts";

/** A block's context with its model loaded. */
export interface LoadedBlock extends BlockContext {
  readonly loaded: LoadedModel;
  /** As the arm names it. */
  readonly model: string;
  /** B */
  readonly batchSize: number;
  readonly scenario: Scenario;
}

/** Experts of each of the batch's B images; empty for a dense model. */
export function expertsOf(prediction: Prediction, block: LoadedBlock): number[][] {
  const moe = moeOf(block.files.manifest);
  return expertsByImage(prediction, block.batchSize, moe?.experts ?? 0, moe?.routing ?? "image");
}

/** Progress is sent at most this often, in ms: more would only be thrown away. */
const progressEveryMs = 250;

/** Where there is no progress for so long, in ms, it is said again: far under any limit of silence. */
const aliveEveryMs = 10_000;

interface ProgressSender {
  /** Not too often. */
  readonly progress: (done: number) => void;
  /** To be called often where no progress can be told: says now and then that the block lives. */
  readonly alive: () => void;
}

/** Sends progress through the block. */
export function progressSender(block: LoadedBlock, total: number): ProgressSender {
  let last = -Infinity;
  let told = 0;
  const say = (done: number, everyMs: number) => {
    const now = block.clock.now();
    if (now - last < everyMs) return;
    last = now;
    told = done;
    block.emit({ type: "progress", done, total });
  };
  return {
    progress: (done) => say(done, done < total ? progressEveryMs : 0),
    alive: () => say(told, aliveEveryMs),
  };
}

/**
 * Experts that each image of a batch went to. Per-image routing: its k experts, best first. Per-token
 * routing: the distinct experts that any of its tokens went to, ascending; the experts of router m
 * are numbered from m·E on, as each MoE layer has its own. Empty for a dense model.
 * @param images B
 * @param expertCount E; 0 for a dense model
 */
function expertsByImage(
  { routings }: Prediction,
  images: number,
  expertCount: number,
  routing: "image" | "token",
): number[][] {
  if (routings.length === 0) return [];
  return Array.from({ length: images }, (_, image) => {
    const chosen = routings.flatMap(({ experts }, router) => {
      const each = experts.length / images;
      const own = experts.subarray(image * each, (image + 1) * each);
      return Array.from(own, (expert) => router * expertCount + expert);
    });
    return routing === "image" ? chosen : [...new Set(chosen)].toSorted((a, b) => a - b);
  });
}

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
  /** The memory of this process or page; undefined where the host does not say. */
  readonly memory: MemoryGauge | undefined;
  /** Read before the model is loaded and after the last sample; absent where the host has none. */
  readonly probe?: NoiseProbe;
  /** What making the files ready took, where that is part of the task; 0 unless told. In ms. */
  readonly prepareMs?: number;
  /** This model's under this block's strategy. */
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

/**
 * The indexes cut into batches of `size`. A last batch that is short is filled up from the first
 * index on, so that every batch has the one size that a model was loaded for.
 */
export function fullBatches(indexes: readonly number[], size: number): number[][] {
  const count = Math.ceil(indexes.length / size);
  return Array.from({ length: count }, (_, b) =>
    Array.from({ length: size }, (_, i) => indexes[(b * size + i) % indexes.length] ?? 0),
  );
}
