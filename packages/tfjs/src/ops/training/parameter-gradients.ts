import { matMul, ones, reshape, sum, transpose, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";

/**
 * Of the weight [out,in] and the bias [out] of a linear map, from dy […,out] and x […,in].
 * Stacked: of [E,out,in] and [E,out], from dy [E,R,out] and x [E,R,in].
 */
export function parameterGradients(dy: Tensor, x: Tensor, stacked: boolean): Linear<Tensor> {
  const weight = weightGradient(dy, x, stacked);
  return { weight, bias: stacked ? sum(dy, 1) : columnSums(rows(dy)) };
}

/** Whether a linear map's weight has a leading axis of experts. */
export function isStacked(weight: Tensor): boolean {
  return weight.rank === 3;
}

/** dyᵀ x: [out,in]. TensorFlow is quicker where a product has more rows than columns. */
export function weightGradient(dy: Tensor, x: Tensor, stacked: boolean): Tensor {
  const [dyRows, xRows] = stacked ? [dy, x] : [rows(dy), rows(x)];
  if (lastOf(dy) >= lastOf(x)) return matMul(dyRows, xRows, true);
  return transpose(matMul(xRows, dyRows, true), stacked ? [0, 2, 1] : [1, 0]);
}

/** [R,D] → [D]. As a product: three times as quick as TensorFlow's sum over the first axis. */
function columnSums(x: Tensor): Tensor {
  return reshape(matMul(ones([1, x.shape[0] ?? 1]), x), [-1]);
}

/** […,D] → [R,D] */
function rows(x: Tensor): Tensor {
  return x.rank === 2 ? x : reshape(x, [-1, lastOf(x)]);
}

function lastOf(x: Tensor): number {
  return x.shape.at(-1) ?? 1;
}
