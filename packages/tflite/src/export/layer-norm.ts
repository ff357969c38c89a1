import type { GraphBuilder } from "./graph/graph-builder.ts";
import { nodesOf, scopeOf } from "./graph/nodes.ts";
import { scalar, type Value } from "./graph/value.ts";

/** LiteRT has no such operator; its CPU kernels have all of these. */
export function layerNorm(
  graph: GraphBuilder,
  x: Value,
  scale: Value,
  bias: Value,
  epsilon: number,
): Value {
  const nodes = nodesOf(graph, scopeOf(scale));
  const last = x.dims.length - 1;
  const mean = nodes.mean(x, last, true);
  const variance = nodes.mean(nodes.squaredDifference(x, mean), last, true);
  const spread = nodes.rsqrt(nodes.add(variance, scalar(epsilon)));
  const normalised = nodes.mul(nodes.sub(x, mean), spread);
  return nodes.add(nodes.mul(normalised, scale), bias);
}
