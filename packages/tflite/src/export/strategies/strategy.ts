import type { Mlp, Routing } from "@vmoe-bench/model";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { dim, expertOf, type Value } from "../graph/value.ts";
import { nodesOf, scopeOf } from "../graph/nodes.ts";

/** A way to write the experts of a layer into a graph: rows [R,D] → [R,D]. */
export interface ExpertStrategy {
  experts(graph: GraphBuilder, x: Value, routing: Routing<Value>, mlp: Mlp<Value>): Value;
}

/** All images go to this expert: what a tail of `split` is written with. */
export function oneExpert(expert: number): ExpertStrategy {
  return {
    experts(graph, x, { gates }, { fc1, fc2, activation }) {
      const [first, second] = [fc1, fc2].map(({ weight }) =>
        nodesOf(graph, `${scopeOf(weight)}/expert${expert}`),
      );
      if (first === undefined || second === undefined)
        throw new RangeError("There are two layers.");
      const own = (stack: typeof x) => expertOf(stack, expert);
      const hidden = first.fullyConnected(x, own(fc1.weight), own(fc1.bias));
      const active = first.activated(hidden, activation);
      const y = second.fullyConnected(active, own(fc2.weight), own(fc2.bias));
      if (gates.kind === "constant") return y;
      const [G, R, D] = [dim(gates, 0), dim(x, 0), dim(x, 1)];
      const images = second.reshaped(y, [G, R / G, D]);
      const weighted = second.mul(images, second.reshaped(gates, [G, 1, 1]));
      return second.reshaped(weighted, [R, D]);
    },
  };
}
