import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import {
  type DefinedArtifact,
  type ImageBatch,
  type ViTConfig,
  vitConfigSchema,
} from "@vmoe-bench/contracts";
import { gather, openDataset, sampleIndexes } from "@vmoe-bench/dataset";
import { randomWeights, trunk } from "@vmoe-bench/model";
import { loadTfjsNode } from "@vmoe-bench/backends-node/tfjs";
import { tfjsOps } from "@vmoe-bench/tfjs/ops";

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

/** The subjects are all ViTs. */
type ViTArtifact = DefinedArtifact<ViTConfig>;

type Vector = readonly number[];

const steps = 200;

/**
 * The model with a router that sends each image to the nearest of E of them, by the representation
 * that the router reads. Biases are moved until each expert has about its share.
 */
async function withBalancedRouter(
  model: ViTArtifact,
  images: readonly ImageBatch[],
): Promise<ViTArtifact> {
  const E = model.config.moe?.experts ?? 1;
  const features = await routerInputs(model, images);
  const centres = farApart(features, E);
  const own = centres.map((centre) => dot(centre, centre) / 2);
  const nearness = features.map((f) => centres.map((c, e) => dot(f, c) - (own[e] ?? 0)));
  const spread = Math.max(...nearness.map((row) => Math.max(...row) - Math.min(...row)));
  const moved = centres.map(() => 0);
  for (let step = 0; step < steps; step += 1) {
    const counts = centres.map(() => 0);
    for (const row of nearness) {
      const best = largest(row.map((value, e) => value + (moved[e] ?? 0)));
      counts[best] = (counts[best] ?? 0) + 1;
    }
    const share = features.length / E;
    counts.forEach((count, e) => {
      moved[e] =
        (moved[e] ?? 0) - (0.1 * spread * (count - share)) / features.length / (1 + step / 20);
    });
  }
  // Logits of a spread that leaves gates between 0 and 1.
  const scale = 10 / spread;
  const weights = new Map(model.weights);
  const flat = Float32Array.from(centres.flat(), (value) => value * scale);
  weights.set("router.weight", { dims: [E, model.config.width], data: flat });
  const bias = Float32Array.from(moved, (value, e) => (value - (own[e] ?? 0)) * scale);
  weights.set("router.bias", { dims: [E], data: bias });
  return { ...model, weights };
}

/** [D] of each image: the logits of a router that is the identity. */
async function routerInputs(
  { config, weights }: ViTArtifact,
  images: readonly ImageBatch[],
): Promise<Vector[]> {
  const tf = await loadTfjsNode({ threads: 1 });
  const ops = tfjsOps({ strategy: "dense" });
  const D = config.width;
  const logitsOfImages: Vector[] = [];
  for (const { dims, data } of images) {
    const watching: typeof ops = {
      ...ops,
      route(logits) {
        logitsOfImages.push([...logits.dataSync()]);
        return { logits, experts: logits, gates: logits };
      },
    };
    tf.tidy(() => {
      const weight = (name: string) => {
        if (name === "router.weight") return tf.eye(D);
        if (name === "router.bias") return tf.zeros([D]);
        const tensor = weights.get(name);
        if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
        return tf.tensor(tensor.data, [...tensor.dims]);
      };
      trunk(watching, weight, tf.tensor(data, [...dims]), config);
    });
  }
  return logitsOfImages;
}

/** Each as far as can be from those before it. */
function farApart(features: readonly Vector[], count: number): Vector[] {
  const [first = []] = features;
  const chosen = [first];
  while (chosen.length < count) {
    const distances = features.map((f) => Math.min(...chosen.map((c) => squaredDistance(f, c))));
    chosen.push(features[largest(distances)] ?? first);
  }
  return chosen;
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function squaredDistance(a: Vector, b: Vector): number {
  return a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
}

function largest(values: Vector): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}
