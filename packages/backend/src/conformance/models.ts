import {
  modelConfigSchema,
  strategySchema,
  type ImageBatch,
  type DefinedArtifact,
  type Strategy,
  type ModelConfig,
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

const mobile = { imageSize: 16, channels: 2, classes: 5, stem: 4, lastWidth: 16 };
/** Both kinds of block, with and without squeeze-excite, both strides and kernels, one that is added. */
const mobileNetV3 = {
  ...mobile,
  architecture: "mobilenetv3",
  stages: [
    [{ kernel: 3, stride: 1, width: 4, squeezed: 4, activation: "relu" }],
    [
      { kernel: 5, stride: 2, expanded: 12, width: 8, activation: "hardSwish" },
      { kernel: 3, stride: 1, expanded: 12, width: 8, squeezed: 4, activation: "hardSwish" },
    ],
  ],
  headWidth: 12,
};
/** A stage of convolutions, and two MobileViT blocks of which the second may have experts. */
const mobileViT = {
  ...mobile,
  architecture: "mobilevit",
  expansion: 1,
  heads: 2,
  stages: [
    { width: 4, stride: 2, blocks: 2 },
    { width: 6, stride: 1, blocks: 1, transformer: { width: 4, depth: 1 } },
    { width: 6, stride: 1, blocks: 1, transformer: { width: 8, depth: 3 } },
  ],
};

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
  MobileNetV3: mobileNetV3,
  MobileViT: mobileViT,
  "MobileViT, per image, k=1": { ...mobileViT, moe },
  "MobileViT, per image, k=2, gate normalized": {
    ...mobileViT,
    moe: { ...moe, k: 2, gate: "normalized" },
  },
  "MobileViT, per token, k=1": { ...mobileViT, moe: { ...moe, routing: "token" } },
};

export function conformanceModels(): DefinedArtifact[] {
  return Object.entries(configs).map(([id, config], seed) => {
    const parsed = modelConfigSchema.parse(config);
    return { kind: "defined", id, config: parsed, weights: randomWeights(parsed, seed + 1) };
  });
}

export function strategiesOf({ config }: DefinedArtifact): Strategy[] {
  return config.moe === undefined
    ? ["dense"]
    : strategySchema.options.filter((strategy) => strategy !== "dense");
}

/** Images of different brightness, strength and frequency, so that routers send them to different experts. */
export function conformanceImages(batch: number, config: ModelConfig): ImageBatch {
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
