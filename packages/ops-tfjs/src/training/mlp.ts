import { add, div, erf, exp, matMul, mul, square, type Tensor } from "@tensorflow/tfjs-core";
import type { Mlp } from "@vmoe-bench/model";
import { affine, parameterGradients } from "./linear.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * GELU(u) = u/2 · (1 + erf(u/√2)) = v · (1 + erf v) / √2 with v = u/√2. Both factors 1/√2 go into
 * the weights, so that no pass over the hidden activations is spent on them.
 */
const half = Math.SQRT1_2;

/** […,D] → […,D] */
export function mlp(x: Tensor, weights: Mlp<Tensor>): Tensor {
  const { fc1, fc2 } = weights;
  return withGradient(
    [x, fc1.weight, fc1.bias, fc2.weight, fc2.bias],
    () => {
      const { value, hidden } = mlpForward(x, weights);
      return { value, saved: [x, ...hidden] };
    },
    (dy, [kept, ...hidden]) => mlpBackward(dy, kept, hidden, weights),
  );
}

/** v, 1 + erf v, and their product, each […,H]. */
export type Hidden = readonly [v: Tensor, doubled: Tensor, product: Tensor];

export function mlpForward(
  x: Tensor,
  { fc1, fc2 }: Mlp<Tensor>,
): { value: Tensor; hidden: Hidden } {
  const v = affine(x, { weight: mul(fc1.weight, half), bias: mul(fc1.bias, half) });
  const doubled = add(erf(v), 1);
  const product = mul(v, doubled);
  const value = affine(product, { weight: mul(fc2.weight, half), bias: fc2.bias });
  return { value, hidden: [v, doubled, product] };
}

/** Gradients of x, fc1's weight and bias, fc2's weight and bias. */
export function mlpBackward(
  dy: Tensor,
  x: Tensor,
  [v, doubled, product]: Hidden,
  { fc1, fc2 }: Mlp<Tensor>,
): [Tensor, Tensor, Tensor, Tensor, Tensor] {
  const dProduct = matMul(dy, mul(fc2.weight, half));
  // d(v · (1 + erf v))/dv = 1 + erf v + 2/√π · v / exp(v²)
  const slope = add(doubled, mul(div(v, exp(square(v))), 2 / Math.sqrt(Math.PI)));
  const dv = mul(dProduct, slope);
  const [dWeight1, dBias1] = parameterGradients(dv, x);
  const [dWeight2, dBias2] = parameterGradients(dy, product);
  return [
    matMul(dv, mul(fc1.weight, half)),
    mul(dWeight1, half),
    mul(dBias1, half),
    mul(dWeight2, half),
    dBias2,
  ];
}
