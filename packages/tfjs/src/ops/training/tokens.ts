import {
  add,
  clone,
  expandDims,
  gather,
  matMul,
  mean,
  mul,
  reshape,
  slice,
  softmax,
  stack,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tile,
  transpose,
  unsortedSegmentSum,
} from "@tensorflow/tfjs-core";
import { dims3, mergeHeads, splitHeads } from "../shapes.ts";
import { withGradient } from "./differentiable.ts";

/** [B,N,D] + [B,N,D], or + [1,N,D] for every image. */
export function residual(x: Tensor, y: Tensor): Tensor {
  const shared = y.shape[0] !== x.shape[0];
  return withGradient([x, y], () => ({
    value: add(x, y),
    // Clones: tfjs frees a gradient when it adds another to it.
    backward: (dy) => [clone(dy), shared ? sum(dy, 0, true) : clone(dy)],
  }));
}

/** [B,N,D] → [B,D]: the mean over the tokens from `first` on. */
export function meanTokens(x: Tensor, first: number): Tensor {
  const read = first === 0 ? x : slice(x, [0, first, 0], [-1, -1, -1]);
  const [, N] = dims3(read);
  return withGradient([read], () => ({
    value: mean(read, 1),
    backward: (dy) => [tile(expandDims(mul(dy, 1 / N), 1), [1, N, 1])],
  }));
}

/**
 * [B,N,D] → [B,first+T,D]: the first tokens of each image, and of its patches those that are kept.
 * @param patches [B·T]: an image's T different patches, counted from 0 after the first tokens
 */
export function keepPatches(x: Tensor, patches: Int32Array, first: number): Tensor {
  const [B, N, D] = dims3(x);
  const T = patches.length / B;
  const rows = Int32Array.from({ length: B * (first + T) }, (_, i) => {
    const [image, token] = [Math.floor(i / (first + T)), i % (first + T)];
    return image * N + (token < first ? token : first + (patches[image * T + token - first] ?? 0));
  });
  return withGradient([x], () => ({
    value: reshape(gather(reshape(x, [B * N, D]), tensor1d(rows, "int32")), [B, first + T, D]),
    backward: (dy) => {
      const flat = reshape(dy, [rows.length, D]);
      return [reshape(unsortedSegmentSum(flat, tensor1d(rows, "int32"), B * N), [B, N, D])];
    },
  }));
}

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
