import { add, erf, mul, type Tensor } from "@tensorflow/tfjs-core";

/** GELU with the exact erf: x/2 · (1 + erf(x/√2)). */
export function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}
