import type {
  Backend,
  Block,
  HostEvent,
  HostProvenance,
  ImageBatch,
  Measurement,
  ModelArtifact,
  ModelCost,
} from "@vmoe-bench/contracts";
import type { Clock } from "../clock/clock.ts";
import { measureAccuracy } from "./measure-accuracy.ts";
import { measureLatency } from "./measure-latency.ts";

/** The data set's split as a block sees it. */
export interface BlockImages {
  /** Labels of the whole split, in its order. */
  readonly labels: ArrayLike<number>;
  /**
   * The images at these positions of the split, preprocessed for the model: [B,C,H,W] with B the
   * number of indexes. Never called inside a timed window. May hand out the same memory again.
   */
  batch(indexes: readonly number[]): ImageBatch;
}

export interface BlockContext {
  readonly backend: Backend;
  readonly model: ModelArtifact;
  /** Of this model under this block's strategy. */
  readonly cost: ModelCost;
  readonly images: BlockImages;
  readonly clock: Clock;
  /** Sent with `started` once the model is loaded. */
  readonly provenance: HostProvenance;
  /** Gets `started` and `progress`. */
  readonly emit: (event: HostEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs one block next to its backend, in whatever host this is: loads the model, measures, closes it.
 * @throws UnsupportedError from the backend; AbortedError when the signal aborts
 */
export async function executeBlock(block: Block, context: BlockContext): Promise<Measurement> {
  const { arm, task } = block;
  const { clock, emit } = context;
  const loadStart = clock.now();
  const loaded = await context.backend.load(context.model, {
    strategy: arm.strategy,
    threads: arm.threads,
    batch: arm.batch,
  });
  const loadMs = clock.now() - loadStart;
  try {
    emit({ type: "started", provenance: context.provenance });
    const session = { ...context, loaded, batchSize: arm.batch };
    return task.kind === "latency"
      ? await measureLatency(task, session, loadMs)
      : await measureAccuracy(task, session);
  } finally {
    await loaded.close();
  }
}
