import type { ImageBatch } from "./image.ts";
import type { ModelConfig } from "./model-config.ts";
import type { OnnxConfig } from "./onnx-config.ts";
import type { MoeConfig } from "./vit-config.ts";

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
