import { z } from "zod";
import { mobileNetV3ConfigSchema } from "./mobilenetv3-config.ts";
import { mobileViTConfigSchema, type MobileViTConfig } from "./mobilevit-config.ts";
import { prefixTokens, vitConfigSchema, type ViTConfig } from "./vit-config.ts";

/** The shape of any model here; `architecture` says which, and where it is absent it is a ViT. */
export const modelConfigSchema = z.discriminatedUnion(
  "architecture",
  [vitConfigSchema, mobileViTConfigSchema, mobileNetV3ConfigSchema],
  {
    error: ({ code }) =>
      code === "invalid_union"
        ? 'expected "mobilevit", "mobilenetv3", or "vit", which is the default'
        : undefined,
  },
);
export type ModelConfig = z.output<typeof modelConfigSchema>;

export function isViT(config: ModelConfig): config is ViTConfig {
  return config.architecture === undefined || config.architecture === "vit";
}

/**
 * N: the tokens that experts see. Of a ViT the patches, and the tokens before them; of a
 * MobileViT the pixels of its last stage; a MobileNetV3 has none.
 */
export function tokenCount(config: ModelConfig): number {
  switch (config.architecture) {
    case "mobilenetv3":
      return 0;
    case "mobilevit":
      return lastSide(config) ** 2;
    case "vit":
    case undefined:
      return (config.imageSize / config.patch) ** 2 + prefixTokens(config);
  }
}

function lastSide({ imageSize, stages }: MobileViTConfig): number {
  return stages.reduce((side, { stride }) => Math.ceil(side / stride), Math.ceil(imageSize / 2));
}
