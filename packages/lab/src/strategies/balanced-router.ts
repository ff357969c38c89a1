import { loadTfjsNode } from "@vmoe-bench/backends-node/tfjs";
import type { DefinedArtifact, ImageBatch, ViTConfig } from "@vmoe-bench/contracts";
import { trunk } from "@vmoe-bench/model";
import { tfjsOps } from "@vmoe-bench/tfjs/ops";

/** The subjects are all ViTs. */
export type ViTArtifact = DefinedArtifact<ViTConfig>;

type Vector = readonly number[];

const steps = 200;

/**
 * The model with a router that sends each image to the nearest of E of them, by the representation
 * that the router reads. Biases are moved until each expert has about its share.
 */
export async function withBalancedRouter(
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
  const found: Vector[] = [];
  for (const { dims, data } of images) {
    const watching: typeof ops = {
      ...ops,
      route(logits) {
        found.push([...logits.dataSync()]);
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
  return found;
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
