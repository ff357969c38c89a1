import {
  type Arm,
  armSchema,
  type BlockPlan,
  KnownError,
  type LatencyMeasurement,
  type Task,
} from "@vmoe-bench/contracts";
import { sampleIndexes } from "@vmoe-bench/dataset";
import { createProcessHost, lockDevice } from "@vmoe-bench/runner";
import { interruptedError } from "@vmoe-bench/cli/terminal";
import { resultsRoot } from "@vmoe-bench/files";
import { blockWorkerPath, PreparedModels, Splits } from "@vmoe-bench/bench/run";

const dataset = "fashion-mnist";
const images = 128;
/** A slow model is not cut off before its images ran once. */
const longestMs = 30_000;
export const shippedModel = "fashion-vit-6x64";

/** A block that should have been measured was not. */
function blockFailedError(message: string, remedy: string, options?: ErrorOptions): KnownError {
  return new KnownError("block-failed", message, remedy, { ...options, exitCode: 1 });
}

type BlockTimes = Pick<Extract<Task, { kind: "latency" }>, "warmUp" | "minMs">;

/** The product's own blocks of one arm: a fresh process each, the shipped model, real images. */
export interface RealBlocks {
  readonly files: string;
  readonly imageIndexes: readonly number[];
  readonly measure: (times: BlockTimes) => Promise<LatencyMeasurement>;
}

/**
 * Takes the device for as long as `work` measures.
 * @param model by its name, or a folder with its card
 */
export async function withRealBlocks<T>(
  { backend, model = shippedModel }: { backend: Arm["backend"]; model?: string },
  signal: AbortSignal,
  work: (blocks: RealBlocks) => Promise<T>,
): Promise<T> {
  const of = { name: dataset, split: "test" } as const;
  const splits = await Splits.open({ dataset: of, moreDatasets: [] }, undefined, signal);
  const imageIndexes = sampleIndexes(splits.of(of).count, images, 1);
  const arm = armSchema.parse({
    model,
    backend,
    strategy: "dense",
    batch: 1,
    threads: 1,
  });
  const planOf = ({ warmUp, minMs }: BlockTimes): BlockPlan => ({
    id: "calibration",
    arm,
    task: {
      kind: "latency",
      imageIndexes: [...imageIndexes],
      warmUp,
      minSamples: images,
      minMs,
      maxMs: Math.max(10 * minMs, longestMs),
    },
    dataset: { ...of, dir: null },
  });
  const host = createProcessHost({ workerPath: blockWorkerPath });
  const unlock = await lockDevice({ device: null, folder: resultsRoot });
  const models = await PreparedModels.create(splits);
  try {
    const places = await models.placesFor(
      planOf({ warmUp: { minRuns: 1, maxRuns: 1, maxMs: 1 }, minMs: 1 }),
    );
    return await work({
      files: places.files,
      imageIndexes,
      async measure(times) {
        const end = await host.run({ ...planOf(times), ...places }, () => undefined, signal);
        if (end.type === "completed" && end.measurement.kind === "latency") return end.measurement;
        if (end.type === "aborted") throw interruptedError("Stopped before the end.", "Go on.");
        const why = end.type === "failed" ? end.failure.message : end.type;
        throw blockFailedError(
          `A block on ${backend} ended without samples: ${why}.`,
          "Run it again.",
        );
      },
    });
  } finally {
    await models.remove();
    await unlock();
  }
}
