import { add, matMul, mean, mul, reshape, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";
import type { DifferentiableLinear } from "./linear.ts";
import { weightGradient } from "./parameter-gradients.ts";
import type { Normalised } from "./value.ts";
import type { Keep } from "./with-gradient.ts";

/**
 * A linear map W, b after a layer norm n · s + β, as one product with the raised values n + 1.
 * With V = W diag(s) and each of V's rows centred, V n is unchanged, as n sums to 0, and V 1 is 0.
 * Adding (b + W β)/D to a whole row adds b + W β to the result, as n + 1 sums to D.
 */
export function differentiableFolded(
  { raised, scale, bias: shift }: Normalised,
  { weight, bias }: Linear<Tensor>,
  keep: Keep,
): DifferentiableLinear {
  const D = scale.size;
  const scaled = mul(weight, scale);
  const centred = sub(scaled, mean(scaled, 1, true));
  const constant = add(reshape(bias, [-1, 1]), matMul(weight, reshape(shift, [D, 1])));
  const kept = {
    raised: keep(raised),
    scale: keep(scale),
    shift: keep(shift),
    weight: keep(weight),
    centred: keep(centred),
  };
  return {
    value: matMul(raised, add(centred, mul(constant, 1 / D)), false, true),
    backward(dy) {
      // dyᵀ (n + 1): each row is dyᵀ n, which sums to 0, plus the bias's gradient.
      const product = weightGradient(dy, kept.raised());
      const dBias = mean(product, 1, true);
      const dScaled = sub(product, dBias);
      const dWeight = add(mul(dScaled, kept.scale()), matMul(dBias, reshape(kept.shift(), [1, D])));
      return {
        inputs: [
          matMul(dy, kept.centred()),
          sum(mul(dScaled, kept.weight()), 0),
          reshape(matMul(dBias, kept.weight(), true), [D]),
        ],
        weight: dWeight,
        bias: reshape(dBias, [-1]),
      };
    },
  };
}
