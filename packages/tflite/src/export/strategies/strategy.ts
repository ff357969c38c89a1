import type { Mlp, Routing } from "@vmoe-bench/model";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import type { Value } from "../graph/value.ts";

/** A way to write the experts of a layer into a graph: rows [R,D] → [R,D]. */
export interface ExpertStrategy {
  experts(graph: GraphBuilder, x: Value, routing: Routing<Value>, mlp: Mlp<Value>): Value;
}
