import type { Linear } from "@vmoe-bench/model";
import { activated, reshaped, scopeOf } from "../graph/nodes.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { dim, integers, reshapedWeight, transposedWeight, type Value } from "../graph/value.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** The chosen experts' weights are gathered from the stack, and only they are computed. */
export const gather: ExpertStrategy = {
  experts(graph, x, { experts, gates }, { fc1, fc2, activation }) {
    const [G, k] = [dim(experts, 0), dim(experts, 1)];
    const linear = G * k === 1 ? oneExpert(graph, experts) : manyExperts(graph, experts);
    const [R, D] = [dim(x, 0), dim(x, 1)];
    const scope = scopeOf(fc2.weight);
    const rows = G * k === 1 ? x : reshaped(graph, x, [G, 1, R / G, D], scope);
    const hidden = linear(rows, fc1);
    const active = activated(graph, hidden, activation, scopeOf(hidden));
    const y = linear(active, fc2);
    const byChoice = G * k === 1 ? gates : reshaped(graph, gates, [G, k, 1, 1], scopeOf(gates));
    const weighted = graph.node("Mul", [y, byChoice], y.dims, { scope });
    if (k === 1) return reshaped(graph, weighted, [R, D], scope);
    const sum = graph.node("ReduceSum", [weighted, integers([1])], [G, R / G, D], {
      scope,
      attributes: { keepdims: { int: 0 } },
    });
    return reshaped(graph, sum, [R, D], scope);
  },
};

type GatheredLinear = (x: Value, map: Linear<Value>) => Value;

/** A scalar index gathers a matrix, so that one Gemm with its bias is enough: [R,in] → [R,out]. */
function oneExpert(graph: GraphBuilder, experts: Value): GatheredLinear {
  const index = reshaped(graph, experts, [], scopeOf(experts));
  return (x, { weight, bias }) => {
    const scope = scopeOf(weight);
    const take = (stack: Value) =>
      graph.node("Gather", [stack, index], stack.dims.slice(1), { scope });
    const matrix = take(transposedWeight(weight));
    return graph.node("Gemm", [x, matrix, take(bias)], [dim(x, 0), dim(matrix, 1)], { scope });
  };
}

/** [G,1 or k,T,in] → [G,k,T,out] */
function manyExperts(graph: GraphBuilder, experts: Value): GatheredLinear {
  return (x, { weight, bias }) => {
    const scope = scopeOf(weight);
    const take = (stack: Value) =>
      graph.node("Gather", [stack, experts], [...experts.dims, ...stack.dims.slice(1)], { scope });
    const [E, out] = [dim(weight, 0), dim(weight, 1)];
    const matrices = take(transposedWeight(weight));
    const dims = [...experts.dims, dim(x, 2), out];
    const product = graph.node("MatMul", [x, matrices], dims, { scope });
    const biases = take(reshapedWeight(bias, [E, 1, out]));
    return graph.node("Add", [product, biases], dims, { scope });
  };
}
