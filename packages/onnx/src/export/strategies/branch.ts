import type { Mlp, Routing } from "@vmoe-bench/model";
import type { Affine } from "../affine/affine.ts";
import { choice } from "../graph/choice.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { scopeOf } from "../graph/nodes.ts";
import { dim, integers, type Value } from "../graph/value.ts";
import { expertMlp } from "./expert-mlp.ts";
import { grouped } from "./grouped.ts";
import type { ExpertStrategy } from "./strategy.ts";

/**
 * The experts' weights are constants in branches of `If`, and only the chosen branch runs. One image
 * with one expert: a balanced tree of them, so that ⌈log2 E⌉ conditions find it. More images, tokens
 * or experts: each expert has a branch for the rows that chose it.
 */
export const branch: ExpertStrategy = {
  experts(graph, x, routing, mlp, affine) {
    if (routing.experts.dims.every((size) => size === 1))
      return weighted(graph, chosenMlp(graph, x, routing, mlp, affine), routing, mlp);
    return grouped.experts(graph, x, routing, mlp, affine);
  },
};

function weighted(graph: GraphBuilder, y: Value, { gates }: Routing<Value>, { fc2 }: Mlp<Value>) {
  return graph.node("Mul", [y, gates], y.dims, { scope: scopeOf(fc2.weight) });
}

function chosenMlp(
  graph: GraphBuilder,
  x: Value,
  { experts }: Routing<Value>,
  mlp: Mlp<Value>,
  affine: Affine,
): Value {
  const scope = scopeOf(mlp.fc2.weight);
  /** Of the experts from `from` up to `to`. */
  const among = (inner: GraphBuilder, from: number, to: number): Value => {
    if (to - from === 1) return expertMlp(inner, x, mlp, from, affine);
    const middle = Math.ceil((from + to) / 2);
    const isLower = inner.node("Less", [experts, integers([middle])], experts.dims, {
      scope: scopeOf(experts),
      types: ["bool"],
    });
    return choice(inner, isLower, x.dims, scope, {
      yes: (child) => among(child, from, middle),
      no: (child) => among(child, middle, to),
    });
  };
  return among(graph, 0, dim(mlp.fc1.weight, 0));
}
