import { add, expandDims, matMul, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";
import type { DifferentiableLinear } from "./differentiable-linear.ts";
import { differentiableFolded } from "./folded.ts";
import { isStacked, parameterGradients } from "./parameter-gradients.ts";
import { inputsOf, Normalised, type Value } from "./value.ts";
import { withGradient, type Keep } from "./with-gradient.ts";

/** […,in] → […,out] */
export function linear(x: Value, map: Linear<Tensor>): Tensor {
  return withGradient([...inputsOf(x), map.weight, map.bias], (keep) => {
    const { value, backward } = differentiableLinear(x, map, keep);
    return {
      value,
      backward(dy) {
        const { inputs, weight, bias } = backward(dy);
        return [...inputs, weight, bias];
      },
    };
  });
}

/** As {@link linear}, of an input that needs no gradient. */
export function linearOfConstant(x: Tensor, map: Linear<Tensor>): Tensor {
  return withGradient([map.weight, map.bias], (keep) => {
    const input = keep(x);
    return {
      value: affine(x, map),
      backward(dy) {
        const { weight, bias } = parameterGradients(dy, input(), false);
        return [weight, bias];
      },
    };
  });
}

/**
 * The arithmetic of {@link linear}, for an operation of which it is a part; also of experts on a
 * leading axis: x [E,R,in], weight [E,out,in], bias [E,out].
 */
export function differentiableLinear(
  x: Value,
  map: Linear<Tensor>,
  keep: Keep,
): DifferentiableLinear {
  if (x instanceof Normalised) return differentiableFolded(x, map, keep);
  const [input, weight] = [keep(x), keep(map.weight)];
  return {
    value: affine(x, map),
    backward: (dy) => ({
      inputs: [matMul(dy, weight())],
      ...parameterGradients(dy, input(), isStacked(map.weight)),
    }),
  };
}

function affine(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), isStacked(weight) ? expandDims(bias, 1) : bias);
}
