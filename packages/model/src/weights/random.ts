import { isViT, type ModelConfig, type WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "./inventory.ts";

/**
 * Weights for tests and benchmarks: uniform in ±1/√inputs, of convolutions ±√(6/inputs), norms near
 * 1, from a seed.
 * Not an initialisation to train from.
 */
export function randomWeights(config: ModelConfig, seed: number): WeightMap {
  const next = mulberry32(seed);
  const weights = new Map<string, { dims: readonly number[]; data: Float32Array }>();
  for (const [name, dims] of weightShapes(config)) {
    const size = dims.reduce((a, b) => a * b, 1);
    const isNorm = /norm\d?\.weight$/.test(name);
    const scale = isConvolution(dims, config)
      ? Math.sqrt((6 * (dims[0] ?? 1)) / size)
      : 1 / Math.sqrt(name.endsWith(".weight") ? size / Math.max(1, dims.at(-2) ?? 1) : 4);
    const data = new Float32Array(size);
    for (let i = 0; i < size; i += 1) data[i] = (isNorm ? 1 : 0) + (2 * next() - 1) * scale;
    weights.set(name, { dims, data });
  }
  return weights;
}

/** He's bound, which keeps a signal's strength through many convolutions, is for these only. */
function isConvolution(dims: readonly number[], config: ModelConfig): boolean {
  return !isViT(config) && dims.length === 4;
}

/** Mulberry32, public domain, by Tommy Ettinger: a 32-bit generator of uniform numbers in [0,1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
