import { z } from "zod";
import {
  mobileNetV3ConfigSchema,
  type MobileViTConfig,
  mobileViTConfigSchema,
} from "./mobile-config.ts";
import { type MoeConfig, prefixTokens, type ViTConfig, vitConfigSchema } from "./vit-config.ts";
import { precisionSchema } from "./axes.ts";

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

/** What a model is: one whose architecture is defined here, or the graph of an ONNX file. */
export type ModelKind =
  | { readonly kind: "defined"; readonly config: ModelConfig }
  | { readonly kind: "onnx"; readonly config: OnnxConfig };

/** The kind and the config alone, of an artifact or a manifest. */
export function kindOf(model: ModelKind): ModelKind {
  return model.kind === "defined"
    ? { kind: model.kind, config: model.config }
    : { kind: model.kind, config: model.config };
}

/** What a model takes: float32, normalised; [B,C,H,W], or [B,H,W,C] for a graph that wants it so. */
export interface ImageBatch {
  readonly dims: readonly [B: number, C: number, H: number, W: number];
  readonly data: Float32Array;
}

/** C, H and W of the images that a model takes. */
export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export function imageSizeOf(model: ModelKind): ImageSize {
  if (model.kind === "onnx") return model.config;
  const { channels, imageSize } = model.config;
  return { channels, height: imageSize, width: imageSize };
}

/** Shape of the batches that a model takes, in its own layout. */
export function inputDims(model: ModelKind, batch: number): ImageBatch["dims"] {
  const { channels, height, width } = imageSizeOf(model);
  return layoutOf(model) === "nhwc"
    ? [batch, height, width, channels]
    : [batch, channels, height, width];
}

export function layoutOf(model: ModelKind): OnnxConfig["layout"] {
  return model.kind === "onnx" ? model.config.layout : "nchw";
}

/** Undefined for a dense model, and for a graph: what it routes inside is not seen from outside. */
export function moeOf(model: ModelKind): MoeConfig | undefined {
  return model.kind === "defined" ? model.config.moe : undefined;
}

const side = z.int().positive().max(65_536);

/** A plain ONNX file as an image classifier: what its graph takes and gives. */
export const onnxConfigSchema = z.strictObject({
  /** Names of the graph's input and of its output [B,K]. */
  input: z.string(),
  logits: z.string(),
  /** [B,C,H,W] or [B,H,W,C]. */
  layout: z.enum(["nchw", "nhwc"]),
  /** C */
  channels: z.int().positive().max(16),
  /** H */
  height: side,
  /** W */
  width: side,
  /** K */
  classes: z.int().min(1).max(1_000_000),
  /** B where the graph has a fixed one; null for any. */
  batch: z.int().positive().max(4_096).nullable(),
  /** The coarsest numbers that the graph itself computes in; what other backends are held to. */
  precision: precisionSchema.default("float32"),
  /** Bytes of all its weights: every image goes through them. */
  weightBytes: z.int().nonnegative(),
});
export type OnnxConfig = z.output<typeof onnxConfigSchema>;
