import type { ModelConfig, ModelKind, Precision } from "@vmoe-bench/contracts";
import { expertLayer, weightShapes } from "../weights/inventory.ts";

/** Of a weight; in int8 the vectors stay float32. */
const bytesOf: Readonly<Record<Precision, number>> = { float32: 4, float16: 2, int8: 1 };

/** Bytes of the weights that images go through which hit these experts; of a graph, all of them. */
export function touchedBytesOf(
  model: ModelKind,
  precision: Precision,
  experts: readonly (readonly number[])[],
): number {
  return model.kind === "onnx"
    ? model.config.weightBytes
    : touchedBytes(model.config, precision, experts);
}

/**
 * Bytes of the weights that images go through: the shared ones once, and each expert that was hit.
 * @param experts of each image; with per-token routing those of layer m are numbered from m·E on
 */
export function touchedBytes(
  config: ModelConfig,
  precision: Precision,
  experts: readonly (readonly number[])[],
): number {
  const { moe } = config;
  const hit = new Set(experts.flat());
  const share = (name: string): number => {
    const layer = expertLayer(name, config);
    if (moe === undefined || layer === undefined) return 1;
    if (moe.routing === "image") return hit.size / moe.experts;
    const own = [...hit].filter((expert) => Math.floor(expert / moe.experts) === layer);
    return own.length / moe.experts;
  };
  let bytes = 0;
  for (const [name, dims] of weightShapes(config)) {
    const size = dims.reduce((a, b) => a * b, 1);
    const isVector = dims.length < 2 || name.endsWith(".bias");
    const each = precision === "int8" && isVector ? bytesOf.float32 : bytesOf[precision];
    bytes += size * share(name) * each;
  }
  return bytes;
}
