import type { Tensor } from "@tensorflow/tfjs-core";

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
