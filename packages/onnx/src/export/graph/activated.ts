import type { Activation, MlpActivation } from "@vmoe-bench/model";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Value } from "./value.ts";

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
