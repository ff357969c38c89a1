import { add, div, erf, exp, matMul, mul, square, type Tensor } from "@tensorflow/tfjs-core";
import type { Mlp } from "@vmoe-bench/model";
import { affine, parameterGradients } from "./linear.ts";
import { withGradient, type Keep } from "./with-gradient.ts";

function next(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const y = f(x);
  x.dispose();
  return y;
}

/**
 * GELU(u) = u/2 · (1 + erf(u/√2)) = v · (1 + erf v) / √2 with v = u/√2. Both factors 1/√2 go into
 * the weights, so that no pass over the hidden activations is spent on them.
 */
const half = Math.SQRT1_2;

/** […,D] → […,D] */
export function mlp(x: Tensor, weights: Mlp<Tensor>): Tensor {
  const { fc1, fc2 } = weights;
  return withGradient([x, fc1.weight, fc1.bias, fc2.weight, fc2.bias], (keep) => {
    const { value, backward } = differentiableMlp(x, weights, keep);
    return {
      value,
      backward(dy) {
        const { dx, fc1: d1, fc2: d2 } = backward(dy);
        return [dx, d1.weight, d1.bias, d2.weight, d2.bias];
      },
    };
  });
}

export interface DifferentiableMlp {
  readonly value: Tensor;
  readonly backward: (dy: Tensor) => Mlp<Tensor> & { readonly dx: Tensor };
}

/** The arithmetic of {@link mlp}, for an operation that runs several. */
export function differentiableMlp(
  x: Tensor,
  { fc1, fc2 }: Mlp<Tensor>,
  keep: Keep,
): DifferentiableMlp {
  const [weight1, weight2] = [mul(fc1.weight, half), mul(fc2.weight, half)];
  const v = affine(x, { weight: weight1, bias: mul(fc1.bias, half) });
  const doubled = next(erf(v), (e) => add(e, 1));
  const product = mul(v, doubled);
  const kept = { x: keep(x), v: keep(v), doubled: keep(doubled), product: keep(product) };
  const [kept1, kept2] = [keep(weight1), keep(weight2)];
  return {
    value: affine(product, { weight: weight2, bias: fc2.bias }),
    backward(dy) {
      // d(v · (1 + erf v))/dv = 1 + erf v + 2/√π · v / exp(v²)
      const inverse = next(square(kept.v()), exp);
      const bell = next(
        next(inverse, (e) => div(kept.v(), e)),
        (e) => mul(e, 2 / Math.sqrt(Math.PI)),
      );
      const slope = next(bell, (e) => add(kept.doubled(), e));
      const dv = next(slope, (e) => next(matMul(dy, kept2()), (d) => mul(d, e)));
      const [dWeight1, dBias1] = parameterGradients(dv, kept.x());
      const [dWeight2, dBias2] = parameterGradients(dy, kept.product());
      return {
        dx: matMul(dv, kept1()),
        fc1: { weight: mul(dWeight1, half), bias: mul(dBias1, half) },
        fc2: { weight: mul(dWeight2, half), bias: dBias2 },
      };
    },
  };
}
