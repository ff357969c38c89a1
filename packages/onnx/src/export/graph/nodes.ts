import type { Activation, MlpActivation } from "@vmoe-bench/model";
import type { Graph, GraphBuilder } from "./graph-builder.ts";
import { integers, unknown, type Value } from "./value.ts";

/** The layer that a weight or a result belongs to: "blocks.0.mlp.fc1" of its weight and of its Gemm. */
export function scopeOf({ kind, name }: Value): string {
  const end = name.lastIndexOf(kind === "constant" ? "." : "/");
  return end === -1 ? name : name.slice(0, end);
}

/** The same values under another shape; no node where the shape is the same. One size may be unknown. */
export function reshaped(
  graph: GraphBuilder,
  x: Value,
  dims: readonly number[],
  scope: string,
): Value {
  if (x.dims.join() === dims.join()) return x;
  const sizes = dims.map((size) => (size < 0 ? unknown : size));
  return graph.node("Reshape", [x, integers(sizes)], dims, {
    scope,
    types: [x.kind === "activation" ? x.type : "float32"],
  });
}

/** The activation of each value. */
export function activated(
  graph: GraphBuilder,
  x: Value,
  activation: Activation | MlpActivation,
  scope: string,
): Value {
  switch (activation) {
    case "none":
      return x;
    case "gelu":
      return graph.node("Gelu", [x], x.dims, { scope });
    case "relu":
      return graph.node("Relu", [x], x.dims, { scope });
    case "hardSigmoid":
      return graph.node("HardSigmoid", [x], x.dims, { scope, attributes: sixth });
    case "hardSwish":
      return graph.node("HardSwish", [x], x.dims, { scope });
    case "silu":
      return graph.node("Mul", [x, graph.node("Sigmoid", [x], x.dims, { scope })], x.dims, {
        scope,
      });
  }
}

const sixth = { alpha: { float: 1 / 6 }, beta: { float: 0.5 } };

interface Branches {
  readonly yes: (inner: GraphBuilder) => Value;
  readonly no: (inner: GraphBuilder) => Value;
}

/** An `If`: only one of its branches runs. */
export function choice(
  graph: GraphBuilder,
  condition: Value,
  dims: readonly number[],
  scope: string,
  { yes, no }: Branches,
): Value {
  const branchOf = (write: (inner: GraphBuilder) => Value): { graph: Graph } => ({
    graph: graph.branch(write),
  });
  return graph.node("If", [condition], dims, {
    scope,
    attributes: { then_branch: branchOf(yes), else_branch: branchOf(no) },
  });
}
