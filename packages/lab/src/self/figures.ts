import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { nullBackend } from "@vmoe-bench/backend/null";
import { type ImageBatch, singleStream, vitConfigSchema } from "@vmoe-bench/contracts";
import { median, performanceClock, sampleBlock } from "@vmoe-bench/measure";
import { loadTfjsNode } from "@vmoe-bench/backends-node/tfjs";
import { datasets } from "@vmoe-bench/dataset";
import { temporaryFolder } from "@vmoe-bench/files";
import { train } from "@vmoe-bench/train";
import { measurePrediction } from "./prediction.ts";
import { measureSparseRatio } from "./sparse-ratio.ts";
import { atLeast, atMost, type Figure, type FigureSet } from "../figure.ts";
import { benchRecipe, randomData } from "../training/bench-steps.ts";

export const figures: FigureSet = {
  overhead: measureOverhead,
  sparse: measureSparseRatio,
  prediction: measurePrediction,
  training: measureTraining,
};

const config = vitConfigSchema.parse({
  imageSize: 28,
  channels: 1,
  patch: 4,
  width: 64,
  depth: 1,
  heads: 2,
  mlpWidth: 256,
  classes: 10,
});
const samples = 90_000;
const limitMicroseconds = 2;

/** What the sampling loop costs a sample beside the run itself, with a backend that computes nothing. */
async function measureOverhead(): Promise<Figure[]> {
  const prepared = await nullBackend().prepare(
    { kind: "defined", id: "null", config, weights: new Map() },
    { strategy: "dense", batch: 1, precision: "float32" },
  );
  const model = await nullBackend().load(filesInMemory(prepared), { threads: 1, expertCap: null });
  const images: ImageBatch = { dims: [1, 1, 28, 28], data: new Float32Array(784) };
  const warmUp = { minRuns: 1_000, maxRuns: 1_000, maxMs: 1_000 };
  const start = performanceClock.now();
  const { samplesMs, warmUp: warm } = await sampleBlock({
    run: () => model.run(images),
    batches: 1,
    warmUp,
    minSamples: samples,
    scenario: singleStream,
    minMs: 1,
    maxMs: 10_000,
    clock: performanceClock,
  });
  const runs = samplesMs.length + warm.samplesMs.length;
  const whole = (1_000 * (performanceClock.now() - start)) / runs;
  const window = 1_000 * (median(samplesMs) ?? Number.NaN);
  return [
    microseconds("harness overhead a sample, whole loop (null backend)", whole),
    microseconds("harness overhead inside the timed window, median", window),
  ];
}

function microseconds(name: string, value: number): Figure {
  return atMost(name, value, `${value.toFixed(2)} µs`, limitMicroseconds, " µs");
}

const limit = 450;

/** A training step at 6x64 and 64 tokens, batch 128, on 2 threads; random pixels of CIFAR-10's shape. */
async function measureTraining(): Promise<Figure[]> {
  await loadTfjsNode({ threads: 2 });
  const recipe = await benchRecipe();
  const info = datasets.find(({ name }) => name === recipe.settings.dataset);
  if (info === undefined) throw new Error("The benchmark's recipe names an unknown data set.");
  const folder = temporaryFolder("self");
  try {
    const { curve } = await train(recipe, randomData(info), {
      directory: folder.path,
      resume: false,
      commit: "not recorded",
    });
    const best = Math.max(...curve.map(({ imagesPerSecond }) => imagesPerSecond));
    const name = "training, 6x64, 64 tokens, batch 128, 2 threads";
    return [atLeast(name, best, `${best.toFixed(0)} images/s`, limit, " images/s")];
  } finally {
    folder.remove();
  }
}
