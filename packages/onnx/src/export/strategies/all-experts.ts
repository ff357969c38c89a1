import { activated, reshaped, scopeOf } from "../graph/nodes.ts";
import { besideEachOther, dim, filled, reshapedWeight, transposedWeight } from "../graph/value.ts";
import type { ExpertStrategy } from "./strategy.ts";

/**
 * Every expert is computed for every row, and the gates of those not chosen are zero. All experts
 * side by side are one MLP of width E·H, whose hidden values are weighted by their expert's gate.
 */
export const allExperts: ExpertStrategy = {
  experts(graph, x, { experts, gates }, { fc1, fc2, activation }) {
    const [R, D, G] = [dim(x, 0), dim(x, 1), dim(experts, 0)];
    const [E, H] = [dim(fc1.weight, 0), dim(fc1.weight, 1)];
    const gateOfEach = graph.node(
      "ScatterElements",
      [filled(`no gates[${G},${E}]`, [G, E], 0), experts, gates],
      [G, E],
      { scope: scopeOf(gates), attributes: { axis: { int: 1 } } },
    );

    const wide = besideEachOther(transposedWeight(fc1.weight));
    const bias = reshapedWeight(fc1.bias, [E * H]);
    const scope = scopeOf(fc1.weight);
    const hidden = graph.node("Gemm", [x, wide, bias], [R, E * H], { scope });
    const active = activated(graph, hidden, activation, scope);
    const byExpert = reshaped(graph, active, [G, R / G, E, H], scope);
    const weights = reshaped(graph, gateOfEach, [G, 1, E, 1], scopeOf(gates));
    const weighted = graph.node("Mul", [byExpert, weights], byExpert.dims, { scope });

    const out = scopeOf(fc2.weight);
    const rows = reshaped(graph, weighted, [R, E * H], out);
    const stack = reshapedWeight(transposedWeight(fc2.weight), [E * H, D]);
    const offsets = graph.node("MatMul", [gateOfEach, fc2.bias], [G, D], { scope: `${out}/sum` });
    if (G === 1 || G === R)
      return graph.node("Gemm", [rows, stack, offsets], [R, D], { scope: out });
    const sums = graph.node("MatMul", [rows, stack], [R, D], { scope: out });
    const images = reshaped(graph, sums, [G, R / G, D], out);
    const offset = reshaped(graph, offsets, [G, 1, D], out);
    const y = graph.node("Add", [images, offset], images.dims, { scope: out });
    return reshaped(graph, y, [R, D], out);
  },
};
