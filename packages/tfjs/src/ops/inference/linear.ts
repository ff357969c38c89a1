import { add, erf, matMul, mul, relu, relu6, sigmoid, type Tensor } from "@tensorflow/tfjs-core";
import type { Activation, Linear, MlpActivation } from "@vmoe-bench/model";

/** […,in] → […,out] */
export function linear(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), bias);
}

/** The activation of each value. */
export function activated(x: Tensor, activation: Activation | MlpActivation): Tensor {
  switch (activation) {
    case "none":
      return x;
    case "gelu":
      return gelu(x);
    case "relu":
      return relu(x);
    case "silu":
      return mul(x, sigmoid(x));
    case "hardSigmoid":
      return hardSigmoid(x);
    case "hardSwish":
      return mul(x, hardSigmoid(x));
  }
}

function hardSigmoid(x: Tensor): Tensor {
  return mul(relu6(add(x, 3)), 1 / 6);
}

/** GELU with the exact erf: x/2 · (1 + erf(x/√2)). */
function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}
