import type { Linear } from "@vmoe-bench/model";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { nodesOf, scopeOf } from "../graph/nodes.ts";
import { dim, type Value } from "../graph/value.ts";
import { reshapedWeight } from "../graph/weights.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** The chosen experts' weights are gathered from the stack, and only they are computed. */
export const gather: ExpertStrategy = {
  experts(graph, x, { experts, gates }, { fc1, fc2, activation }) {
    const [G, k] = [dim(experts, 0), dim(experts, 1)];
    const [R, D] = [dim(x, 0), dim(x, 1)];
    const nodes = nodesOf(graph, scopeOf(fc2.weight));
    const isOne = G * k === 1;
    const linear = isOne ? oneExpert(graph, experts) : manyExperts(graph, experts);
    const hidden = linear(isOne ? x : nodes.reshaped(x, [G, 1, R / G, D]), fc1);
    const y = linear(nodesOf(graph, scopeOf(hidden)).activated(hidden, activation), fc2);
    if (isOne) return nodes.mul(y, gates);
    const weighted = nodes.mul(y, nodes.reshaped(gates, [G, k, 1, 1]));
    return nodes.reshaped(k === 1 ? weighted : nodes.sum(weighted, 1), [R, D]);
  },
};

type GatheredLinear = (x: Value, map: Linear<Value>) => Value;

/** A scalar index gathers a matrix: [R,in] → [R,out]. */
function oneExpert(graph: GraphBuilder, experts: Value): GatheredLinear {
  const index = nodesOf(graph, scopeOf(experts)).reshaped(experts, []);
  return (x, { weight, bias }) => {
    const nodes = nodesOf(graph, scopeOf(weight));
    return nodes.fullyConnected(x, nodes.gathered(weight, index), nodes.gathered(bias, index));
  };
}

/** [G,1 or k,T,in] → [G,k,T,out] */
function manyExperts(graph: GraphBuilder, experts: Value): GatheredLinear {
  return (x, { weight, bias }) => {
    const nodes = nodesOf(graph, scopeOf(weight));
    const [E, out] = [dim(weight, 0), dim(weight, 1)];
    const product = nodes.batchMatMul(x, nodes.gathered(weight, experts), true);
    return nodes.add(product, nodes.gathered(reshapedWeight(bias, [E, 1, out]), experts));
  };
}
