import type { Mlp } from "@vmoe-bench/model";
import type { Affine } from "../affine/affine.ts";
import { activated } from "../graph/activated.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { scopeOf } from "../graph/nodes.ts";
import type { Value } from "../graph/value.ts";
import { expertOf, transposedWeight } from "../graph/weights.ts";

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
