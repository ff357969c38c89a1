import type { ModelConfig } from "@vmoe-bench/contracts";
import type { ConvOps } from "./conv-ops.ts";
import { mobileNetV3 } from "./mobile/mobilenetv3.ts";
import { mobileViT } from "./mobile/mobilevit.ts";
import { vit, type Outputs, type Weights } from "./vit.ts";

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
