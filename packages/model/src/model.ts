import { isViT, type ModelConfig, UnsupportedError, type ViTConfig } from "@vmoe-bench/contracts";
import type { ConvOps } from "./ops.ts";
import { mobileNetV3 } from "./mobile/mobilenetv3.ts";
import { mobileViT } from "./mobile/mobilevit.ts";
import { type Outputs, vit, type Weights } from "./vit.ts";

/** The model of a config: images [B,C,H,W] → logits [B,K]. */
export function model<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  images: T,
  config: ModelConfig,
): Outputs<T> {
  switch (config.architecture) {
    case "mobilenetv3":
      return mobileNetV3(ops, weights, images, config);
    case "mobilevit":
      return mobileViT(ops, weights, images, config);
    case "vit":
    case undefined:
      return vit(ops, weights, images, config);
  }
}

/**
 * The config of a model that can be cut in a trunk and tails.
 * @throws UnsupportedError
 */
export function splittable(config: ModelConfig, id: string): ViTConfig {
  if (isViT(config)) return config;
  throw new UnsupportedError(
    `A model is split where tokens are all that goes on; "${id}" hands on a feature map as well.`,
    `Use "branch" or "gather".`,
  );
}
