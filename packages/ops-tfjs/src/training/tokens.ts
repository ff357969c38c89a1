import {
  add,
  clone,
  expandDims,
  mean,
  mul,
  slice,
  sum,
  tile,
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
