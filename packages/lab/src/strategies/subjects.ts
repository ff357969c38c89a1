import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { vitConfigSchema, type DefinedArtifact, type ImageBatch } from "@vmoe-bench/contracts";
import { gather, openDataset, sampleIndexes } from "@vmoe-bench/dataset";
import { randomWeights } from "@vmoe-bench/model";
import { withBalancedRouter, type ViTArtifact } from "./balanced-router.ts";

/** A dense model and a sparse one of equal active FLOPs, and images that use all experts. */
export interface Subject {
  readonly name: string;
  readonly dense: ViTArtifact;
  readonly sparse: ViTArtifact;
  readonly images: readonly ImageBatch[];
  /** The expert of each image. */
  readonly experts: readonly number[];
}

const shapes = {
  "6x64, 64 tokens": { imageSize: 32, patch: 4, width: 64, depth: 6, heads: 2 },
  "12x192, 50 tokens": { imageSize: 112, patch: 16, width: 192, depth: 12, heads: 3 },
  "12x192, 197 tokens": { imageSize: 224, patch: 16, width: 192, depth: 12, heads: 3 },
} as const;
export type SubjectName = keyof typeof shapes;

const experts = 10;
const imageCount = 100;

/**
 * Random weights in the shapes that the targets were set for (E = 10, M = 2, k = 1), and real images,
 * enlarged, which a router spreads over all experts.
 */
export async function makeSubject(name: SubjectName): Promise<Subject> {
  const shape = shapes[name];
  const classToken = shape.width === 192;
  const common = {
    ...shape,
    channels: 1,
    mlpWidth: 4 * shape.width,
    classes: 100,
    ...(classToken ? { classToken, pool: "class" } : {}),
  };
  const model = (id: string, more: object): ViTArtifact => {
    const config = vitConfigSchema.parse({ ...common, ...more });
    return { kind: "defined", id, config, weights: randomWeights(config, 1) };
  };
  const images = await enlargedImages(shape.imageSize);
  const start = model("sparse", { moe: { experts, layers: 2 } });
  const sparse = await withBalancedRouter(start, images);
  const chosen = await expertsOf(sparse, images);
  return { name, dense: model("dense", {}), sparse, images, experts: chosen };
}

/** Test images of Fashion-MNIST at another size, by the nearest pixel. */
async function enlargedImages(size: number): Promise<ImageBatch[]> {
  const split = await openDataset("fashion-mnist", { split: "test" });
  const side = split.info.width;
  return sampleIndexes(split.count, imageCount, 1).map((index) => {
    const { pixels: bytes } = gather(split.images, [index]);
    const at = (i: number) => Math.floor((i * side) / size);
    const pixels = Float32Array.from({ length: size * size }, (_, i) => {
      const byte = bytes[at(Math.floor(i / size)) * side + at(i % size)] ?? 0;
      return (byte / 255 - 0.5) / 0.5;
    });
    return { dims: [1, 1, size, size], data: pixels };
  });
}

/** The expert of each image. */
export async function expertsOf(
  model: DefinedArtifact,
  images: readonly ImageBatch[],
): Promise<number[]> {
  const backend = ortNodeBackend("cpu");
  const prepared = await backend.prepare(model, {
    strategy: "gather",
    precision: "float32",
    batch: 1,
  });
  const loaded = await backend.load(filesInMemory(prepared), { threads: 1, expertCap: null });
  const chosen: number[] = [];
  for (const image of images) {
    const { routings } = await loaded.run(image);
    chosen.push(routings[0]?.experts[0] ?? 0);
  }
  await loaded.close();
  return chosen;
}
