import { reshaped, scopeOf } from "../graph/nodes.ts";
import { dim } from "../graph/value.ts";
import { expertMlp } from "./expert-mlp.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** All images go to this expert: what a tail of `split` is written with. */
export function oneExpert(expert: number): ExpertStrategy {
  return {
    experts(graph, x, { gates }, mlp, affine) {
      const y = expertMlp(graph, x, mlp, expert, affine);
      const scope = scopeOf(mlp.fc2.weight);
      if (gates.kind === "constant") return y;
      const G = dim(gates, 0);
      if (G === 1) return graph.node("Mul", [y, gates], y.dims, { scope });
      const [R, D] = [dim(x, 0), dim(x, 1)];
      const images = reshaped(graph, y, [G, R / G, D], scope);
      const share = reshaped(graph, gates, [G, 1, 1], scope);
      const weighted = graph.node("Mul", [images, share], images.dims, { scope });
      return reshaped(graph, weighted, [R, D], scope);
    },
  };
}
