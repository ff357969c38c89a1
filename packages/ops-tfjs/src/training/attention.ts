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
  return withGradient(
    [qkv],
    () => {
      const [q, k, v] = splitHeads(qkv, heads);
      const scaled = mul(q, scale);
      const weights = softmax(matMul(scaled, k, false, true));
      const mixed = matMul(weights, v);
      return { value: mergeHeads(mixed), saved: [scaled, k, v, weights, mixed] };
    },
    (dy, [q, k, v, weights, mixed]) => {
      const dMixed = transpose(reshape(dy, [B, N, heads, size]), [0, 2, 1, 3]);
      const dv = matMul(weights, dMixed, true);
      // Σ over keys of weight · its gradient, from the smaller of two equal products.
      const shift = sum(mul(dMixed, mixed), -1, true);
      const dScores = mul(weights, sub(matMul(dMixed, v, false, true), shift));
      const dq = mul(matMul(dScores, k), scale);
      const dk = matMul(dScores, q, true);
      const byHead = transpose(stack([dq, dk, dv]), [1, 3, 0, 2, 4]);
      return [reshape(byHead, [B, N, packed])];
    },
  );
}
