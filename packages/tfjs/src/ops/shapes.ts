import { reshape, slice, type Tensor, transpose, unstack } from "@tensorflow/tfjs-core";
import type { Mlp } from "@vmoe-bench/model";

export function dims3({ shape }: Tensor): [number, number, number] {
  const [a, b, c, ...rest] = shape;
  if (a === undefined || b === undefined || c === undefined || rest.length > 0)
    throw wrongRank(3, shape);
  return [a, b, c];
}

export function dims4({ shape }: Tensor): [number, number, number, number] {
  const [a, b, c, d, ...rest] = shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined || rest.length > 0)
    throw wrongRank(4, shape);
  return [a, b, c, d];
}

function wrongRank(rank: number, shape: readonly number[]): Error {
  return new Error(`Expected a tensor of rank ${rank}, got shape [${shape.join(",")}].`);
}

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

/** [B,N,D] → [B,(N−first)·D]: the tokens from `first` on, side by side. */
export function joinTokens(x: Tensor, first: number): Tensor {
  const [B, N, D] = dims3(x);
  const read = first === 0 ? x : slice(x, [0, first, 0], [-1, -1, -1]);
  return reshape(read, [B, (N - first) * D]);
}

/** [B,C,H,W] → [B,N,C·P·P]: the patches row by row, each in the layout of a [D,C,P,P] weight. */
export function cutPatches(images: Tensor, patch: number): Tensor {
  const [B, C, H, W] = dims4(images);
  const [rows, columns] = [H / patch, W / patch];
  const cut = transpose(reshape(images, [B, C, rows, patch, columns, patch]), [0, 2, 4, 1, 3, 5]);
  return reshape(cut, [B, rows * columns, C * patch * patch]);
}

/** The mlp of each expert, of [E,H,D] and [E,D,H]. */
export function unstackMlp({ fc1, fc2, activation }: Mlp<Tensor>): Mlp<Tensor>[] {
  const [biases1, weights2, biases2] = [fc1.bias, fc2.weight, fc2.bias].map((t) => unstack(t));
  return unstack(fc1.weight).map((weight, i) => ({
    fc1: { weight, bias: at(biases1, i) },
    fc2: { weight: at(weights2, i), bias: at(biases2, i) },
    activation,
  }));
}

export function at<T>(list: readonly T[] | undefined, index: number): T {
  const item = list?.[index];
  if (item === undefined) throw new RangeError(`There is no element ${index}.`);
  return item;
}
