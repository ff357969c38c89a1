import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { vitConfigSchema, type DefinedArtifact, type ImageBatch } from "@vmoe-bench/contracts";
import { gather, normalise, openDataset, sampleIndexes } from "@vmoe-bench/dataset";
import { randomWeights } from "@vmoe-bench/model";
import { findModel } from "@vmoe-bench/models/zoo";
import { type Figure, ratioFigure } from "../figure.ts";
import { compareArms, type ArmPlan } from "../strategies/compare-arms.ts";
import { expertsOf } from "../strategies/subjects.ts";

const limit = 1.05;
const rounds = 30;
const images = 128;

interface Pair {
  readonly name: string;
  readonly dense: DefinedArtifact;
  readonly sparse: DefinedArtifact;
  readonly inputs: readonly ImageBatch[];
}

/**
 * The V-MoE (gather) over its dense baseline on onnxruntime-node, one thread, batch 1: rounds of one pass
 * over the images each.
 */
export async function measureSparseRatio(): Promise<Figure[]> {
  return [await measurePair(await shippedPair()), await measurePair(randomPair())];
}

async function measurePair({ name, dense, sparse, inputs }: Pair): Promise<Figure> {
  const backend = ortNodeBackend("cpu");
  const baseline: ArmPlan = { name: "dense", model: dense, strategy: "dense", inputs };
  const arm: ArmPlan = { name: "gather", model: sparse, strategy: "gather", inputs };
  const [ratio] = (await compareArms(backend, baseline, [arm], { rounds, batch: 1 })).values();
  if (ratio === undefined) throw new Error("The comparison has no arm.");
  const experts = new Set(await expertsOf(sparse, inputs));
  return ratioFigure(
    `${name}, gather over dense, ort-node/cpu, ${experts.size} experts hit`,
    ratio,
    limit,
  );
}

/** The shipped models on real images. */
async function shippedPair(): Promise<Pair> {
  const sparse = await findModel("fashion-vmoe-6x64-e4");
  const dense = await findModel("fashion-vit-6x64");
  const split = await openDataset("fashion-mnist", { split: "test" });
  const inputs = sampleIndexes(split.count, images, 1).map((index) =>
    normalise(gather(split.images, [index]), sparse.card.normalisation),
  );
  return {
    name: "shipped pair (6x64, 49 tokens, E=4, k=1)",
    dense: dense.artifact,
    sparse: sparse.artifact,
    inputs,
  };
}

/** 64 tokens and a class token, ten experts: the shape that the target was set for. */
function randomPair(): Pair {
  const config = {
    imageSize: 32,
    channels: 3,
    patch: 4,
    width: 64,
    depth: 6,
    heads: 2,
    mlpWidth: 256,
    classes: 100,
    classToken: true,
    pool: "class",
  };
  const artifact = (id: string, moe: object): DefinedArtifact => {
    const parsed = vitConfigSchema.parse({ ...config, ...moe });
    return { kind: "defined", id, config: parsed, weights: randomWeights(parsed, 1) };
  };
  const inputs = Array.from({ length: images }, (_, image): ImageBatch => {
    const plane = 32 * 32;
    const data = Float32Array.from({ length: 3 * plane }, (_v, i) => {
      const brightness = 8 * Math.cos(2 * image + 3 * Math.floor(i / plane));
      return brightness + Math.sin(image + i * (0.3 + 0.07 * image));
    });
    return { dims: [1, 3, 32, 32], data };
  });
  return {
    name: "random weights (6x64, 65 tokens, E=10, k=1)",
    dense: artifact("dense", {}),
    sparse: artifact("sparse", { moe: { experts: 10, layers: 2 } }),
    inputs,
  };
}
