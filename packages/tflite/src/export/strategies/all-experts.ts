import { nodesOf, scopeOf } from "../graph/nodes.ts";
import { dim, permutedWeight, reshapedWeight } from "../graph/value.ts";
import type { ExpertStrategy } from "./strategy.ts";

/**
 * Every expert is computed for every row, and the gates of those not chosen are zero. All experts
 * side by side are one MLP of width E·H, whose hidden values are weighted by their expert's gate.
 */
export const allExperts: ExpertStrategy = {
  experts(graph, x, { experts, gates }, { fc1, fc2, activation }) {
    const [R, D, G, k] = [dim(x, 0), dim(x, 1), dim(experts, 0), dim(experts, 1)];
    const [E, H] = [dim(fc1.weight, 0), dim(fc1.weight, 1)];
    const router = nodesOf(graph, scopeOf(gates));
    const chosen = router.mul(router.oneHot(experts, E), router.reshaped(gates, [G, k, 1]));
    const gateOfEach = router.sum(chosen, 1);

    const first = nodesOf(graph, scopeOf(fc1.weight));
    const wide = reshapedWeight(fc1.weight, [E * H, D]);
    const hidden = first.fullyConnected(x, wide, reshapedWeight(fc1.bias, [E * H]));
    const byExpert = first.reshaped(first.activated(hidden, activation), [G, R / G, E, H]);
    const weighted = first.mul(byExpert, first.reshaped(gateOfEach, [G, 1, E, 1]));

    const second = nodesOf(graph, scopeOf(fc2.weight));
    const stack = reshapedWeight(permutedWeight(fc2.weight, [1, 0, 2]), [D, E * H]);
    const sums = second.fullyConnected(second.reshaped(weighted, [R, E * H]), stack);
    const offsets = second.fullyConnected(gateOfEach, permutedWeight(fc2.bias, [1, 0]));
    const images = second.reshaped(sums, [G, R / G, D]);
    return second.reshaped(second.add(images, second.reshaped(offsets, [G, 1, D])), [R, D]);
  },
};
