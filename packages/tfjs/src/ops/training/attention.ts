import {
  matMul,
  mul,
  reshape,
  softmax,
  stack,
  sub,
  sum,
  transpose,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { dims3 } from "../dims.ts";
import { mergeHeads, splitHeads } from "../heads.ts";
import { withGradient } from "./with-gradient.ts";

/** [B,N,3D] → [B,N,D] */
export function attention(qkv: Tensor, heads: number): Tensor {
  const [B, N, packed] = dims3(qkv);
  const size = packed / 3 / heads;
  const scale = 1 / Math.sqrt(size);
  return withGradient([qkv], (keep) => {
    const [q, k, v] = splitHeads(qkv, heads);
    const scaled = mul(q, scale);
    const weights = softmax(matMul(scaled, k, false, true));
    const mixed = matMul(weights, v);
    const kept = {
      q: keep(scaled),
      k: keep(k),
      v: keep(v),
      weights: keep(weights),
      mixed: keep(mixed),
    };
    return {
      value: mergeHeads(mixed),
      backward(dy) {
        const dMixed = transpose(reshape(dy, [B, N, heads, size]), [0, 2, 1, 3]);
        const dv = matMul(kept.weights(), dMixed, true);
        // Σ over the keys of weight · its gradient, from the smaller of two equal products.
        const shift = sum(mul(dMixed, kept.mixed()), -1, true);
        const dWeights = matMul(dMixed, kept.v(), false, true);
        const dScores = mul(kept.weights(), sub(dWeights, shift));
        const dq = mul(matMul(dScores, kept.k()), scale);
        const dk = matMul(dScores, kept.q(), true);
        return [reshape(transpose(stack([dq, dk, dv]), [1, 3, 0, 2, 4]), [B, N, packed])];
      },
    };
  });
}
