import type { Linear } from "@vmoe-bench/model";
import { nodesOf, scopeOf } from "../graph/nodes.ts";
import { dim, reshapedWeight, type Value } from "../graph/value.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** The chosen experts' weights are gathered from the stack, and only they are computed. */
export const gather: ExpertStrategy = {
  experts(graph, x, { experts, gates }, { fc1, fc2, activation }) {
    const [G, k] = [dim(experts, 0), dim(experts, 1)];
    const [R, D] = [dim(x, 0), dim(x, 1)];
    /** [G,1 or k,T,in] → [G,k,T,out] */
    const linear = (rows: Value, { weight, bias }: Linear<Value>): Value => {
      const nodes = nodesOf(graph, scopeOf(weight));
      const [E, out] = [dim(weight, 0), dim(weight, 1)];
      const product = nodes.batchMatMul(rows, nodes.gathered(weight, experts), true);
      return nodes.add(product, nodes.gathered(reshapedWeight(bias, [E, 1, out]), experts));
    };
    const nodes = nodesOf(graph, scopeOf(fc2.weight));
    const hidden = linear(nodes.reshaped(x, [G, 1, R / G, D]), fc1);
    const y = linear(nodesOf(graph, scopeOf(hidden)).activated(hidden, activation), fc2);
    const weighted = nodes.mul(y, nodes.reshaped(gates, [G, k, 1, 1]));
    return nodes.reshaped(k === 1 ? weighted : nodes.sum(weighted, 1), [R, D]);
  },
};
