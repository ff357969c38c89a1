import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import {
  type DefinedArtifact,
  type ImageBatch,
  type ViTConfig,
  vitConfigSchema,
} from "@vmoe-bench/contracts";
import { randomWeights, type Weights } from "@vmoe-bench/model";
import { setBackend } from "@tensorflow/tfjs";

const shape = {
  imageSize: 8,
  channels: 2,
  patch: 4,
  width: 8,
  depth: 3,
  heads: 2,
  mlpWidth: 12,
  classes: 3,
};
const moe = { experts: 3, layers: 2 };

export const configs: Readonly<Record<string, unknown>> = {
  dense: shape,
  "dense, class token": { ...shape, classToken: true, pool: "class" },
  "dense, two heads": { ...shape, classToken: true, pool: "class", distillation: "heads" },
  "dense, mean of normalised tokens": { ...shape, pool: "normed-mean" },
  "k=1": { ...shape, moe },
  "k=2": { ...shape, moe: { ...moe, k: 2 } },
  "k=1, normalized": { ...shape, moe: { ...moe, gate: "normalized" } },
  "k=2, normalized, class token": {
    ...shape,
    classToken: true,
    moe: { ...moe, k: 2, gate: "normalized", reads: "class" },
  },
  "k=1, all tokens read": { ...shape, classToken: true, moe: { ...moe, reads: "tokens" } },
  "per token, k=2": { ...shape, moe: { ...moe, k: 2, routing: "token" } },
};

export function artifact(name: string): DefinedArtifact<ViTConfig> {
  const config = vitConfigSchema.parse(configs[name]);
  return { kind: "defined", id: name, config, weights: randomWeights(config, 3) };
}

export function imagesFor({ config }: DefinedArtifact, batch: number): ImageBatch {
  const { channels, imageSize } = config;
  const size = channels * imageSize * imageSize;
  const data = Float32Array.from(
    { length: batch * size },
    (_, i) => 2 * Math.sin(1 + i * 0.7 + Math.floor(i / size) * i),
  );
  return { dims: [batch, channels, imageSize, imageSize], data };
}

/** Weights as tensors, with a lookup by name. */
export function tensorsOf({ weights }: DefinedArtifact): {
  names: string[];
  tensors: Tensor[];
  lookup: (tensors: readonly Tensor[]) => Weights<Tensor>;
} {
  const names = [...weights.keys()];
  const tensors = [...weights.values()].map(({ dims, data }) => tensor(data, [...dims]));
  const lookup = (from: readonly Tensor[]) => (name: string) => {
    const weight = from[names.indexOf(name)];
    if (weight === undefined) throw new Error(`There is no weight ${name}.`);
    return weight;
  };
  return { names, tensors, lookup };
}

/** tfjs in plain JavaScript, which every machine has. */
export async function useCpu(): Promise<void> {
  await setBackend("cpu");
}
