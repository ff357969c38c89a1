import { add, matMul, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";

/** […,in] → […,out] */
export function linear(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), bias);
}
