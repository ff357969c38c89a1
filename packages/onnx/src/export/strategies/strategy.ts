import type { Mlp, Routing } from "@vmoe-bench/model";
import type { Affine } from "../affine/affine.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import type { Value } from "../graph/value.ts";

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
