import {
  add,
  clone,
  expandDims,
  gather,
  mean,
  mul,
  reshape,
  slice,
  sum,
  tensor1d,
  tile,
  unsortedSegmentSum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { dims3 } from "../dims.ts";
import { withGradient } from "./with-gradient.ts";

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
