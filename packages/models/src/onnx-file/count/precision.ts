import type { Precision } from "@vmoe-bench/contracts";
import type { OnnxGraph, OnnxModel, OnnxNode } from "../wire/decode.ts";
import { elementTypes } from "../wire/tensor.ts";

/** Operators that round to 8 bits or fewer, of ONNX and of ONNX Runtime. */
const rounding =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w*|QLinear\w+|\w+Integer|MatMulInteger\w*|MatMulNBits|MatMulBnb4|GatherBlockQuantized|QGemm|QAttention|QMoE|QOrdered\w+|NhwcMaxPool)$/;
const halves: ReadonlySet<number> = new Set([elementTypes.float16, elementTypes.bfloat16]);

/** The coarsest numbers that a graph computes in: its answers are only that exact on another runtime. */
export function precisionOf({
  graph,
  functions,
}: Pick<OnnxModel, "graph" | "functions">): Precision {
  const nodes = [...nodesIn(graph), ...[...functions.values()].flatMap(nodesIn)];
  if (nodes.some(({ op }) => rounding.test(op))) return "int8";
  const isHalf =
    graph.constants.some(({ type }) => halves.has(type)) ||
    nodes.some(({ op, attributes }) =>
      [...attributes].some(
        ([name, { tensor, int }]) =>
          (tensor !== undefined && halves.has(tensor.type)) ||
          (op === "Cast" && name === "to" && halves.has(int)),
      ),
    );
  return isHalf ? "float16" : "float32";
}

function nodesIn({ nodes }: Pick<OnnxGraph, "nodes">): OnnxNode[] {
  return nodes.flatMap((node) => [
    node,
    ...[...node.attributes.values()].flatMap(({ graph }) =>
      graph === undefined ? [] : nodesIn(graph),
    ),
  ]);
}
