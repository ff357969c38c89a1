import type { Mlp, Routing } from "@vmoe-bench/model";
import type { Affine } from "../affine.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { dim, expertOf, transposedWeight, type Value } from "../graph/value.ts";
import { activated, reshaped, scopeOf } from "../graph/nodes.ts";

/** How a graph executes the chosen experts. */
export interface ExpertStrategy {
  /**
   * Σ gate · mlp of the chosen experts.
   * @param x rows [R,D], R = B·N
   * @param routing [G,k]: G is B for per-image routing, whose images have R/G rows, and R per token
   * @param mlp [E,H,D] and [E,D,H]
   * @param affine a linear map with constant weights
   * @returns [R,D]
   */
  experts(
    graph: GraphBuilder,
    x: Value,
    routing: Routing<Value>,
    mlp: Mlp<Value>,
    affine: Affine,
  ): Value;
}

/** One expert of the stack with constant weights: rows [R,D] → [R,D]. */
export function expertMlp(
  graph: GraphBuilder,
  x: Value,
  { fc1, fc2, activation }: Mlp<Value>,
  expert: number,
  affine: Affine,
): Value {
  const matrix = (stack: Value) => transposedWeight(expertOf(stack, expert));
  const scope = (stack: Value) => `${scopeOf(stack)}/expert${expert}`;
  const bias = expertOf(fc1.bias, expert);
  const hidden = affine(graph, x, matrix(fc1.weight), bias, scope(fc1.weight));
  const active = activated(graph, hidden, activation, scope(fc1.weight));
  const out = expertOf(fc2.bias, expert);
  return affine(graph, active, matrix(fc2.weight), out, scope(fc2.weight));
}

/** All images go to this expert: what a tail of `split` is written with. */
export function oneExpert(expert: number): ExpertStrategy {
  return {
    experts(graph, x, { gates }, mlp, affine) {
      const y = expertMlp(graph, x, mlp, expert, affine);
      const scope = scopeOf(mlp.fc2.weight);
      if (gates.kind === "constant") return y;
      const G = dim(gates, 0);
      if (G === 1) return graph.node("Mul", [y, gates], y.dims, { scope });
      const [R, D] = [dim(x, 0), dim(x, 1)];
      const images = reshaped(graph, y, [G, R / G, D], scope);
      const share = reshaped(graph, gates, [G, 1, 1], scope);
      const weighted = graph.node("Mul", [images, share], images.dims, { scope });
      return reshaped(graph, weighted, [R, D], scope);
    },
  };
}
