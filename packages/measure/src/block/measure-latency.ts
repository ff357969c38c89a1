import {
  type ImageBatch,
  type LatencyMeasurement,
  moeOf,
  type Prediction,
  type Task,
} from "@vmoe-bench/contracts";
import { sampleBlock } from "../loop/sample-block.ts";
import { expertsOf, fullBatches, progressSender, type LoadedBlock } from "./loaded-block.ts";

type LatencyTask = Extract<Task, { kind: "latency" }>;

/** Latency samples over batches whose input is made ready before the first is timed. */
export async function measureLatency(
  task: LatencyTask,
  block: LoadedBlock,
  loadMs: number,
): Promise<Omit<LatencyMeasurement, "probes">> {
  const { loaded, clock, signal } = block;
  const batches = fullBatches(task.imageIndexes, block.batchSize);
  const inputs = batches.map((indexes) => copyOf(block.images.batch(indexes)));
  const run = async (batch: number): Promise<Prediction> => loaded.run(at(inputs, batch));

  const firstStart = clock.now();
  await run(0);
  const firstMs = clock.now() - firstStart;

  // Only the promise is kept while time is measured; the experts are read from it afterwards.
  const firstRuns: Promise<Prediction>[] = [];
  const { progress, alive } = progressSender(block, task.minMs);
  const samples = await sampleBlock({
    run: (batch) => {
      const prediction = loaded.run(at(inputs, batch));
      firstRuns[batch] ??= prediction;
      return prediction;
    },
    batches: batches.length,
    scenario: block.scenario,
    warmUp: task.warmUp,
    minSamples: task.minSamples,
    minMs: task.minMs,
    maxMs: task.maxMs,
    clock,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (ms, samplesMs) => {
      progress(ms);
      block.onSamples?.(samplesMs);
    },
    onBatch: alive,
  });
  const experts = await Promise.all(
    // A batch that neither the warm-up nor the samples came to is run now, untimed.
    batches.map(async (_, b) => expertsOf(await (firstRuns[b] ?? run(b)), block).flat()),
  );
  return {
    kind: "latency",
    placement: loaded.placement,
    cost: block.cost,
    loadMs,
    firstMs,
    warmUp: samples.warmUp,
    batches,
    experts: moeOf(block.files.manifest) === undefined ? [] : experts,
    samplesMs: samples.samplesMs,
    elapsedMs: samples.elapsedMs,
    frames: samples.frames,
    page: null,
  };
}

function copyOf({ dims, data }: ImageBatch): ImageBatch {
  return { dims, data: data.slice() };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no batch ${index}.`);
  return item;
}

/** How long a block measured, in ms; records of earlier versions have the sum of their samples only. */
export function measuredMs({ elapsedMs, samplesMs }: LatencyMeasurement): number {
  return elapsedMs ?? samplesMs.reduce((sum, ms) => sum + ms, 0);
}
