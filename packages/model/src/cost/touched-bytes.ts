import type { ModelConfig, ModelKind, Precision } from "@vmoe-bench/contracts";
import { expertLayer, isExpertWeight, weightShapes } from "../weights/inventory.ts";

/** Of a number. */
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
    const isMatrix = name.endsWith(".weight") && dims.length > 1;
    const columns = dims.slice(0, isExpertWeight(name, config) ? 2 : 1);
    bytes += share(name) * storedBytes(dims, isMatrix ? columns : undefined, precision);
  }
  return bytes;
}

/** In int8 a matrix has a float32 scale for each of its columns, and everything else stays float32. */
function storedBytes(
  dims: readonly number[],
  columns: readonly number[] | undefined,
  precision: Precision,
): number {
  const size = sizeOf(dims);
  if (precision !== "int8") return size * bytesOf[precision];
  if (columns === undefined) return size * bytesOf.float32;
  return size * bytesOf.int8 + sizeOf(columns) * bytesOf.float32;
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
