import type { Routing } from "@vmoe-bench/model";
import type { GraphBuilder } from "./graph/graph-builder.ts";
import { nodesOf, scopeOf } from "./graph/nodes.ts";
import type { Value } from "./graph/value.ts";

/**
 * Logits [G,E] of the G images or tokens that choose → experts [G,k] int32 and gates [G,k].
 * The normalized gates, chosen probabilities over their sum, are the softmax of the chosen logits.
 */
export function route(
  graph: GraphBuilder,
  logits: Value,
  k: number,
  gate: "softmax" | "normalized",
): Routing<Value> {
  const nodes = nodesOf(graph, scopeOf(logits));
  const [best, experts] = nodes.largest(gate === "softmax" ? nodes.softmax(logits) : logits, k);
  return { logits, experts, gates: gate === "softmax" ? best : nodes.softmax(best) };
}
