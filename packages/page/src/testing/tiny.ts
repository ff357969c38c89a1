import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePrepared } from "@vmoe-bench/backend/prepared/folder";
import { nullBackend } from "@vmoe-bench/backend/null";
import { litertWebBackend } from "@vmoe-bench/backends-web/litert";
import { ortWebBackend } from "@vmoe-bench/backends-web/ort";
import { tfjsWebBackend } from "@vmoe-bench/backends-web/tfjs";
import {
  armSchema,
  vitConfigSchema,
  type Backend,
  type Block,
  type DefinedArtifact,
  type PageModel,
  type Task,
} from "@vmoe-bench/contracts";
import { writeSplit, type RunSplit } from "@vmoe-bench/dataset";
import { modelCost, randomWeights } from "@vmoe-bench/model";

const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  width: 8,
  depth: 1,
  heads: 2,
  mlpWidth: 16,
  classes: 2,
});
const model: DefinedArtifact = {
  kind: "defined",
  id: "tiny",
  config,
  weights: randomWeights(config, 1),
};
const backends: Readonly<Record<string, Backend>> = {
  null: nullBackend(),
  "ort-web/wasm": ortWebBackend("wasm"),
  "ort-web/webgpu": ortWebBackend("webgpu"),
  "tfjs-web/webgpu": tfjsWebBackend("webgpu"),
  "litert-web/wasm": litertWebBackend("wasm"),
};

/** Two images of the tiny model's size. */
export const tinySplit: RunSplit = {
  info: {
    name: "fashion-mnist",
    channels: 1,
    height: 8,
    width: 8,
    classes: ["dark", "light"],
  },
  split: "test",
  count: 2,
  images: {
    count: 2,
    channels: 1,
    height: 8,
    width: 8,
    pixels: Uint8Array.from({ length: 128 }, (_, i) => i),
  },
  labels: Uint8Array.of(0, 1),
  sha256: "0".repeat(64),
};

/** Goes on until it is stopped. */
export const endless: Task = {
  kind: "latency",
  imageIndexes: [0, 1],
  warmUp: { minRuns: 1, maxRuns: 1, maxMs: 100 },
  minSamples: 1,
  minMs: 60_000,
  maxMs: 60_000,
};
export const short: Task = { ...endless, minMs: 300, maxMs: 300 };

let blocks = 0;

/** A block of a tiny dense model, with its files and its images in folders. */
export async function tinyBlock(backend: string, task: Task, threads = 1): Promise<Block> {
  const files = await mkdtemp(join(tmpdir(), "vmoe-bench-tiny-"));
  const options = { strategy: "dense", precision: "float32", batch: 1 } as const;
  const prepared = await backends[backend]?.prepare(model, options);
  if (prepared === undefined) throw new RangeError(`There is no ${backend}.`);
  await writePrepared(files, prepared);
  const { flops, parameters } = modelCost(config, "dense");
  const about: PageModel = {
    modelSha256: "1".repeat(64),
    normalisation: { mean: [0.5], std: [0.5] },
    cost: { flops, parameters, fileBytes: 1_000 },
    classes: ["dark", "light"],
    background: false,
  };
  await writeFile(join(files, "about.json"), JSON.stringify(about));
  const images = join(files, "images");
  writeSplit(images, tinySplit);
  blocks += 1;
  return {
    id: `b${blocks}`,
    arm: armSchema.parse({ model: "tiny", backend, ...options, threads }),
    task,
    files,
    images,
    dataset: { name: "fashion-mnist", split: "test", dir: null },
  };
}
