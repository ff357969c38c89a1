import type {
  KnownFlops,
  ModelConfig,
  ModelCost,
  ModelKind,
  Precision,
  Strategy,
} from "@vmoe-bench/contracts";
import { model } from "../model.ts";
import { expertLayer, isExpertWeight, weightShapes } from "../weights/inventory.ts";
import { costOps, type Shape, ShapeError, type Tally } from "./cost-ops.ts";

/** FLOPs per image in three counts, parameters, and bytes of float32 weights. */
interface ConfigCost extends Pick<ModelCost, "parameters"> {
  readonly flops: KnownFlops;
  readonly weightBytes: { readonly total: number; readonly active: number };
}

/**
 * What an image costs.
 * Active parameters are those that one image can touch: with per-token routing, all of them.
 */
export function modelCost(config: ModelConfig, strategy: Strategy): ConfigCost {
  const { moe } = config;
  const [E, k] = [moe?.experts ?? 1, moe?.k ?? 1];
  const parameters = countParameters(config);
  return {
    flops: {
      denseEquivalent: imageFlops(config, E),
      active: imageFlops(config, k),
      executed: imageFlops(config, strategy === "all-experts" ? E : k),
    },
    parameters,
    weightBytes: { total: 4 * parameters.total, active: 4 * parameters.active },
  };
}

function imageFlops(config: ModelConfig, expertsRun: number): Tally {
  const shapes = weightShapes(config);
  const weight = (name: string): Shape => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new ShapeError(`The inventory has no weight "${name}".`);
    return shape;
  };
  const tally: Tally = { macs2: 0, elementwise: 0 };
  const image = [1, config.channels, config.imageSize, config.imageSize];
  model(costOps(tally, expertsRun), weight, image, config);
  return tally;
}

function countParameters(config: ModelConfig): ModelCost["parameters"] {
  const { moe } = config;
  const share = moe?.routing === "image" ? moe.k / moe.experts : 1;
  let [total, active] = [0, 0];
  for (const [name, shape] of weightShapes(config)) {
    const count = shape.reduce((a, b) => a * b, 1);
    total += count;
    active += isExpertWeight(name, config) ? count * share : count;
  }
  return { total, active };
}

/** What a number takes. */
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
