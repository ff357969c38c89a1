import {
  strategySchema,
  vitConfigSchema,
  type ImageBatch,
  type ViTArtifact,
  type Strategy,
  type ViTConfig,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";

const base = {
  imageSize: 12,
  channels: 2,
  patch: 4,
  width: 16,
  depth: 3,
  heads: 2,
  mlpWidth: 32,
  classes: 5,
};
const withClassToken = { ...base, classToken: true, pool: "class" };
const moe = { experts: 4, layers: 2 };

/** Small models that differ in everything an interpreter can get wrong. */
const configs: Readonly<Record<string, unknown>> = {
  dense: base,
  "dense, class token": withClassToken,
  "dense, class token, mean pooling": { ...base, classToken: true },
  "dense, mean of normalised tokens": { ...base, pool: "normed-mean", normEpsilon: 1e-3 },
  "dense, two heads": { ...withClassToken, distillation: "heads" },
  "per image, two heads": { ...withClassToken, distillation: "heads", moe },
  "dense, distillation token": { ...base, classToken: true, distillation: "token" },
  "per image, k=1": { ...base, moe },
  "per image, k=1, gate normalized": { ...base, moe: { ...moe, gate: "normalized" } },
  "per image, k=2": { ...base, moe: { ...moe, k: 2 } },
  "per image, k=2, gate normalized": { ...base, moe: { ...moe, k: 2, gate: "normalized" } },
  "per image, class token read": { ...withClassToken, moe: { ...moe, reads: "class" } },
  "per token, k=1": { ...base, moe: { ...moe, routing: "token" } },
  "per token, k=2": { ...withClassToken, moe: { ...moe, k: 2, routing: "token" } },
  "per image, all patch tokens read": { ...withClassToken, moe: { ...moe, reads: "tokens" } },
};

export function conformanceModels(): ViTArtifact[] {
  return Object.entries(configs).map(([id, config], seed) => {
    const parsed = vitConfigSchema.parse(config);
    return { kind: "vit", id, config: parsed, weights: randomWeights(parsed, seed + 1) };
  });
}

export function strategiesOf({ config }: ViTArtifact): Strategy[] {
  return config.moe === undefined
    ? ["dense"]
    : strategySchema.options.filter((strategy) => strategy !== "dense");
}

/** Images of different brightness, strength and frequency, so that routers send them to different experts. */
export function conformanceImages(batch: number, config: ViTConfig): ImageBatch {
  const { channels, imageSize } = config;
  const plane = imageSize * imageSize;
  const size = channels * plane;
  const data = Float32Array.from({ length: batch * size }, (_, i) => {
    const image = Math.floor(i / size);
    const channel = Math.floor((i % size) / plane);
    const brightness = 8 * Math.cos(2 * image + 3 * channel);
    return brightness + Math.sin(1 + image * 2.1 + (i % plane) * (0.3 + 0.7 * image));
  });
  return { dims: [batch, channels, imageSize, imageSize], data };
}
