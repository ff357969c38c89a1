import type { DefinedArtifact } from "@vmoe-bench/contracts";
import { expertLayer } from "@vmoe-bench/model";

/** The chosen experts of each router; one set for all layers where one router chooses for them. */
export type ChosenInLayer = readonly ReadonlySet<number>[];

/** The model with NaN in every weight of the experts that were not chosen. */
export function poisoned(model: DefinedArtifact, chosen: ChosenInLayer): DefinedArtifact {
  const { config } = model;
  const { moe } = config;
  if (moe === undefined) return model;
  const weights = [...model.weights].map(([name, tensor]) => {
    const layer = expertLayer(name, config);
    if (layer === undefined) return [name, tensor] as const;
    const kept = chosen[moe.routing === "image" ? 0 : layer];
    const data = Float32Array.from(tensor.data);
    const size = data.length / moe.experts;
    for (let e = 0; e < moe.experts; e += 1)
      if (kept?.has(e) !== true) data.fill(Number.NaN, e * size, (e + 1) * size);
    return [name, { ...tensor, data }] as const;
  });
  return { ...model, weights: new Map(weights) };
}
