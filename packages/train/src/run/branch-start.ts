import type { Tensor, WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import type { Checkpoint, Identity } from "../checkpoint/checkpoint.ts";
import { initialWeights } from "../model/initial-weights.ts";
import type { Recipe } from "../recipe/recipe.ts";

/**
 * A V-MoE's state from its dense baseline's after some epochs: every expert begins as the MLP that it
 * replaces, in weights, average and optimiser state alike; the routers begin as from scratch, or as
 * they were learned by the auxiliary loss. The
 * curve is the baseline's so far, since the V-MoE has trained that far with it.
 */
export function branchedFrom(
  { weights, m, v, ema, progress }: Checkpoint,
  recipe: Pick<Recipe, "model"> & { readonly settings: { readonly seed: number } },
  identity: Identity,
): Checkpoint {
  const shapes = weightShapes(recipe.model);
  const fresh = initialWeights(shapes, recipe.settings.seed);
  const grown = (from: WeightMap, router: (tensor: Tensor) => Tensor): WeightMap => {
    const all = new Map<string, Tensor>();
    for (const [name, dims] of shapes) {
      const dense = from.get(name);
      const size = dims.reduce((a, b) => a * b, 1);
      const start = fresh.get(name);
      if (dense !== undefined) all.set(name, { dims, data: repeated(dense.data, size) });
      else if (start !== undefined) all.set(name, router(start));
    }
    return all;
  };
  return {
    weights: grown(weights, copy),
    m: grown(m, zero),
    v: grown(v, zero),
    ema: ema === undefined ? undefined : grown(ema, copy),
    progress: { ...progress, identity },
  };
}

function copy({ dims, data }: Tensor): Tensor {
  return { dims, data: data.slice() };
}

function zero({ dims, data }: Tensor): Tensor {
  return { dims, data: new Float32Array(data.length) };
}

/** Experts are stacked: a dense MLP's values as often as there are experts. */
function repeated(values: Float32Array, size: number): Float32Array {
  const all = new Float32Array(size);
  for (let start = 0; start < size; start += values.length) all.set(values, start);
  return all;
}
