import type { ModelCost } from "@vmoe-bench/contracts";
import type { OnnxGraph } from "../wire/decode.ts";
import { elementTypes, type OnnxTensor } from "../wire/tensor.ts";
import type { Inference } from "./infer.ts";
import { sizeOf, sum, type ExpertLayer } from "./known.ts";

/** Numbers that a model has learned; integers are indexes and shapes, or quantised weights. */
const bytesOf: ReadonlyMap<number, number> = new Map([
  [elementTypes.float32, 4],
  [elementTypes.float16, 2],
  [elementTypes.bfloat16, 2],
  [elementTypes.float64, 8],
  [elementTypes.int8, 1],
  [elementTypes.uint8, 1],
]);

/** What a graph costs for each image of a batch; experts as the runtime's fused operator runs them. */
export function flopsOf({ work, layers, unknown }: Inference, batch: number): ModelCost["flops"] {
  if (unknown.length > 0) return { unknownOperators: [...unknown] };
  const withExperts = (times: (layer: ExpertLayer) => number) => {
    const all = layers.reduce((total, layer) => sum(total, layer.one, times(layer)), work);
    return { macs2: all.macs2 / batch, elementwise: all.elementwise / batch };
  };
  return {
    denseEquivalent: withExperts(({ experts }) => experts),
    active: withExperts(({ k }) => k),
    executed: withExperts(({ k }) => k),
  };
}

/**
 * Weights of the graph, and of its nodes. One image can touch all of them: a graph does not say
 * whether its rows are images or tokens.
 */
export function weightsOf(graph: OnnxGraph): { readonly count: number; readonly bytes: number } {
  let [count, bytes] = [0, 0];
  for (const { type, dims } of tensorsOf(graph)) {
    const each = bytesOf.get(type);
    if (each === undefined) continue;
    count += sizeOf(dims);
    bytes += each * sizeOf(dims);
  }
  return { count, bytes };
}

function tensorsOf({ nodes, constants }: OnnxGraph): OnnxTensor[] {
  const inside = nodes.flatMap(({ attributes }) =>
    [...attributes.values()].flatMap(({ tensor, graph }) => [
      ...(tensor === undefined ? [] : [tensor]),
      ...(graph === undefined ? [] : tensorsOf(graph)),
    ]),
  );
  return [...constants, ...inside];
}
