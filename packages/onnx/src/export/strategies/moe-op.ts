import { microsoft } from "../graph/graph-builder.ts";
import { reshaped, scopeOf } from "../graph/nodes.ts";
import { dim, integers } from "../graph/value.ts";
import type { ExpertStrategy } from "./strategy.ts";

/**
 * ONNX Runtime's fused operator. It routes by token, so that all tokens of an image get the image's
 * logits. It takes the softmax of the chosen logits for gates, which is the gate `normalized`; for
 * `softmax` the rows are scaled by the chosen experts' share of all.
 */
export const moeOp: ExpertStrategy = {
  experts(graph, x, { experts, gates, logits }, { fc1, fc2, activation }) {
    const [R, D, G] = [dim(x, 0), dim(x, 1), dim(experts, 0)];
    const [E, k] = [dim(logits, -1), dim(experts, 1)];
    const scope = scopeOf(fc2.weight);
    const byRow = (value: typeof logits, columns: number) => {
      if (G === R) return value;
      const images = reshaped(graph, value, [G, 1, columns], scope);
      const shape = [G, R / G, columns];
      const all = graph.node("Expand", [images, integers(shape)], shape, { scope });
      return reshaped(graph, all, [R, columns], scope);
    };
    const sum = graph.node(
      "MoE",
      [x, byRow(logits, E), fc1.weight, fc1.bias, fc2.weight, fc2.bias],
      [R, D],
      {
        scope,
        domain: microsoft,
        attributes: {
          k: { int: k },
          activation_type: { text: activation },
          normalize_routing_weights: { int: 1 },
        },
      },
    );
    const share = graph.node("ReduceSum", [gates, integers([1])], [G, 1], { scope });
    return graph.node("Mul", [sum, byRow(share, 1)], [R, D], { scope });
  },
};
