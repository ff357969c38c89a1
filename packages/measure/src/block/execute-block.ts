import type {
  Backend,
  Block,
  HostEvent,
  HostProvenance,
  ImageBatch,
  Measurement,
  ModelCost,
  ModelFiles,
} from "@vmoe-bench/contracts";
import type { Clock } from "../clock/clock.ts";
import type { NoiseProbe } from "../probe/noise-probe.ts";
import { measureAccuracy } from "./measure-accuracy.ts";
import { measureFootprint } from "./measure-footprint.ts";
import { measureLatency } from "./measure-latency.ts";

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

/**
 * Runs one block next to its backend, in whatever host this is: loads the model, measures, closes it.
 * @throws UnsupportedError from the backend; `aborted` when the signal aborts
 */
export async function executeBlock(block: Block, context: BlockContext): Promise<Measurement> {
  const { arm, task } = block;
  const { clock, emit } = context;
  if (task.kind === "proof") throw new RangeError("A proof is no measurement of a loaded model.");
  const probe = task.kind === "latency" ? context.probe : undefined;
  const before = await probe?.read();
  // A page may have to wait seconds for it: only where it is wanted.
  const residentBefore = task.kind === "footprint" ? await context.memory?.now() : undefined;
  const loadStart = clock.now();
  const loaded = await context.backend.load(context.files, {
    threads: arm.threads,
    expertCap: arm.expertCap,
  });
  const loadMs = clock.now() - loadStart;
  try {
    emit({ type: "started", provenance: context.provenance });
    const session = { ...context, loaded, batchSize: arm.batch, scenario: arm.scenario };
    switch (task.kind) {
      case "latency": {
        const measured = await measureLatency(task, session, loadMs);
        const after = await probe?.read();
        return { ...measured, probes: before && after ? { before, after } : null };
      }
      case "accuracy":
        return await measureAccuracy(task, session);
      case "footprint":
        return await measureFootprint(task, session, { loadMs, residentBefore });
    }
  } finally {
    await loaded.close();
  }
}
