import { add, matMul, ones, reshape, transpose, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";
import { withGradient } from "./with-gradient.ts";

/** […,in] → […,out] */
export function linear(x: Tensor, map: Linear<Tensor>): Tensor {
  return withGradient([x, map.weight, map.bias], (keep) => {
    const [input, weight] = [keep(x), keep(map.weight)];
    return {
      value: affine(x, map),
      backward: (dy) => [matMul(dy, weight()), ...parameterGradients(dy, input())],
    };
  });
}

/** As {@link linear}, of an input that needs no gradient. */
export function linearOfConstant(x: Tensor, map: Linear<Tensor>): Tensor {
  return withGradient([map.weight, map.bias], (keep) => {
    const input = keep(x);
    return { value: affine(x, map), backward: (dy) => parameterGradients(dy, input()) };
  });
}

/** x weightᵀ + bias, with tfjs's own gradient. */
export function affine(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), bias);
}

/** Of the weight [out,in] and the bias [out]. */
export function parameterGradients(dy: Tensor, x: Tensor): [Tensor, Tensor] {
  const [dyRows, xRows] = [rows(dy), rows(x)];
  // TensorFlow is quicker where the result has more rows than columns.
  const isTall = width(dy) >= width(x);
  const dWeight = isTall ? matMul(dyRows, xRows, true) : transpose(matMul(xRows, dyRows, true));
  return [dWeight, columnSums(dyRows)];
}

/** [R,D] → [D]. As a product: three times as quick as TensorFlow's sum over the first axis. */
export function columnSums(x: Tensor): Tensor {
  return reshape(matMul(ones([1, x.shape[0] ?? 1]), x), [-1]);
}

/** […,D] → [R,D] */
export function rows(x: Tensor): Tensor {
  return x.rank === 2 ? x : reshape(x, [-1, width(x)]);
}

function width(x: Tensor): number {
  return x.shape.at(-1) ?? 1;
}
