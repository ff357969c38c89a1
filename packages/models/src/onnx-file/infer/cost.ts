import type { ModelCost } from "@vmoe-bench/contracts";
import type { Inference } from "./infer.ts";
import { sum, type ExpertLayer } from "./known.ts";

/** What a graph costs for each image of a batch; experts as the runtime's fused operator runs them. */
export function flopsOf({ work, layers, unknown }: Inference, batch: number): ModelCost["flops"] {
  if (unknown.length > 0) return { unknownOperators: [...unknown] };
  const withExperts = (times: (layer: ExpertLayer) => number) => {
    const all = layers.reduce((total, layer) => sum(total, layer.one, times(layer)), work);
    return { macs2: all.macs2 / batch, elementwise: all.elementwise / batch };
  };
  return {
    denseEquivalent: withExperts(({ experts }) => experts),
    active: withExperts(({ k }) => k),
    executed: withExperts(({ k }) => k),
  };
}
