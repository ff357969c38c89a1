import type { Tensor, WeightMap } from "@vmoe-bench/contracts";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { mix } from "../random.ts";

/** timm's standard deviation for ViTs. */
const deviation = 0.02;

/**
 * Weights to train from: norms 1, biases 0, the rest normal with σ = 0.02, cut off at 2σ. Each
 * weight has a stream of its own, named after it, so a V-MoE starts with its dense baseline's trunk
 * and its first experts with the baseline's MLPs.
 */
export function initialWeights(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): WeightMap {
  const weights = new Map<string, Tensor>();
  for (const [name, dims] of shapes) {
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
    if (/norm\d?\.weight$/.test(name)) data.fill(1);
    else if (!name.endsWith(".bias")) fillNormal(data, mix(seed, "weights", name));
    weights.set(name, { dims, data });
  }
  return weights;
}

/** Box and Muller's method; what falls outside 2σ is drawn again. */
function fillNormal(data: Float32Array, seed: number): void {
  const random = xoroshiro128plus(seed);
  for (let i = 0; i < data.length;) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    const normal = radius * Math.cos(2 * Math.PI * uniformFloat64(random));
    if (Math.abs(normal) > 2) continue;
    data[i] = normal * deviation;
    i += 1;
  }
}
