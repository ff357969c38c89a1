import { add, div, erf, exp, mul, square, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear, Mlp } from "@vmoe-bench/model";
import { differentiableLinear, type LinearGradients } from "./linear.ts";
import { inputsOf, type Keep, type Value, withGradient } from "./differentiable.ts";

/**
 * GELU(u) = u/2 · (1 + erf(u/√2)) = v · (1 + erf v) / √2 with v = u/√2. Both factors 1/√2 go into
 * the weights, so that no pass over the hidden activations is spent on them.
 */
const half = Math.SQRT1_2;

/** […,D] → […,D] */
export function mlp(x: Value, weights: Mlp<Tensor>): Tensor {
  const { fc1, fc2 } = weights;
  return withGradient([...inputsOf(x), fc1.weight, fc1.bias, fc2.weight, fc2.bias], (keep) => {
    const { value, backward } = differentiableMlp(x, weights, keep);
    return {
      value,
      backward(dy) {
        const gradients = backward(dy);
        const { inputs, weight, bias } = gradients.fc1;
        return [...inputs, weight, bias, gradients.fc2.weight, gradients.fc2.bias];
      },
    };
  });
}

interface MlpGradients {
  readonly fc1: LinearGradients;
  readonly fc2: Linear<Tensor>;
}

export interface DifferentiableMlp {
  readonly value: Tensor;
  readonly backward: (dy: Tensor) => MlpGradients;
}

/** The arithmetic of {@link mlp}, for an operation that runs several; stacked as linear maps are. */
export function differentiableMlp(
  x: Value,
  { fc1, fc2, activation }: Mlp<Tensor>,
  keep: Keep,
): DifferentiableMlp {
  if (activation !== "gelu") throw new RangeError("Only a ViT, whose MLPs have GELUs, is trained.");
  const first = { weight: mul(fc1.weight, half), bias: mul(fc1.bias, half) };
  const { value: v, backward: back1 } = differentiableLinear(x, first, keep);
  const doubled = next(erf(v), (e) => add(e, 1));
  const [keptV, keptDoubled] = [keep(v), keep(doubled)];
  const second = { weight: mul(fc2.weight, half), bias: fc2.bias };
  const { value, backward: back2 } = differentiableLinear(mul(v, doubled), second, keep);
  return {
    value,
    backward(dy) {
      const d2 = back2(dy);
      // d(v · (1 + erf v))/dv = 1 + erf v + 2/√π · v / exp(v²)
      const inverse = next(square(keptV()), exp);
      const bell = next(
        next(inverse, (e) => div(keptV(), e)),
        (e) => mul(e, 2 / Math.sqrt(Math.PI)),
      );
      const slope = next(bell, (e) => add(keptDoubled(), e));
      const [dProduct] = d2.inputs;
      if (dProduct === undefined) throw new Error("A tensor has one gradient.");
      const dv = next(slope, (e) => next(dProduct, (d) => mul(d, e)));
      const d1 = back1(dv);
      return {
        fc1: { inputs: d1.inputs, weight: mul(d1.weight, half), bias: mul(d1.bias, half) },
        fc2: { weight: mul(d2.weight, half), bias: d2.bias },
      };
    },
  };
}

/** f(x), with x freed at once: its memory, still in the cache, serves the next result. */
function next(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const y = f(x);
  x.dispose();
  return y;
}
