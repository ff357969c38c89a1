import type { Routing } from "@vmoe-bench/model";
import type { GraphBuilder } from "./graph/graph-builder.ts";
import { scopeOf } from "./graph/nodes.ts";
import { dim, integers, type Value } from "./graph/value.ts";

/**
 * Logits [G,E] of the G images or tokens that choose → experts [G,k] int64 and gates [G,k].
 * The normalized gates, chosen probabilities over their sum, are the softmax of the chosen logits.
 */
export function route(
  graph: GraphBuilder,
  logits: Value,
  k: number,
  gate: "softmax" | "normalized",
): Routing<Value> {
  const scope = scopeOf(logits);
  const softmax = (x: Value) =>
    graph.node("Softmax", [x], x.dims, { scope, attributes: { axis: { int: -1 } } });
  const dims = [dim(logits, 0), k];
  const ranked = gate === "softmax" ? softmax(logits) : logits;
  const [best, experts] = graph.outputsOf("TopK", [ranked, integers([k])], [dims, dims], {
    scope,
    attributes: { axis: { int: -1 } },
    types: ["float32", "int64"],
  });
  if (best === undefined || experts === undefined) throw new RangeError("TopK has two outputs.");
  return { logits, experts, gates: gate === "softmax" ? best : softmax(best) };
}
