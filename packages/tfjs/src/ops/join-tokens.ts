import { reshape, slice, type Tensor } from "@tensorflow/tfjs-core";
import { dims3 } from "./dims.ts";

/** [B,N,D] → [B,(N−first)·D]: the tokens from `first` on, side by side. */
export function joinTokens(x: Tensor, first: number): Tensor {
  const [B, N, D] = dims3(x);
  const read = first === 0 ? x : slice(x, [0, first, 0], [-1, -1, -1]);
  return reshape(read, [B, (N - first) * D]);
}
