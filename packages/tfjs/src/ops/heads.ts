import { reshape, transpose, unstack, type Tensor } from "@tensorflow/tfjs-core";
import { dims3, dims4 } from "./dims.ts";

/** [B,N,3D] → q, k and v, each [B,A,N,D/A] */
export function splitHeads(qkv: Tensor, heads: number): [q: Tensor, k: Tensor, v: Tensor] {
  const [B, N, packed] = dims3(qkv);
  const parts = reshape(qkv, [B, N, 3, heads, packed / 3 / heads]);
  const [q, k, v] = unstack(transpose(parts, [2, 0, 3, 1, 4]));
  if (q === undefined || k === undefined || v === undefined) throw new Error("q, k, v are three.");
  return [q, k, v];
}

/** [B,A,N,D/A] → [B,N,D] */
export function mergeHeads(mixed: Tensor): Tensor {
  const [B, heads, N, size] = dims4(mixed);
  return reshape(transpose(mixed, [0, 2, 1, 3]), [B, N, heads * size]);
}
