import {
  add,
  expandDims,
  matMul,
  mean,
  mul,
  squeeze,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";
import type { DifferentiableLinear } from "./differentiable-linear.ts";
import { isStacked, weightGradient } from "./parameter-gradients.ts";
import type { Normalised } from "./value.ts";
import type { Keep } from "./with-gradient.ts";

/**
 * A linear map W, b after a layer norm n · s + β, as one product with the raised values n + 1.
 * With V = W diag(s) and each of V's rows centred, V n is unchanged, as n sums to 0, and V 1 is 0.
 * Adding (b + W β)/D to a whole row adds b + W β to the result, as n + 1 sums to D.
 * With a leading axis of experts, W [E,out,in] and n [E,R,in], each expert has its own rows.
 */
export function differentiableFolded(
  { raised, scale, bias: shift }: Normalised,
  { weight, bias }: Linear<Tensor>,
  keep: Keep,
): DifferentiableLinear {
  const D = scale.size;
  const scaled = mul(weight, scale);
  const centred = sub(scaled, mean(scaled, -1, true));
  const constant = add(expandDims(bias, -1), sum(mul(weight, shift), -1, true));
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
      const product = weightGradient(dy, kept.raised(), isStacked(weight));
      const dBias = mean(product, -1, true);
      const dScaled = sub(product, dBias);
      const dWeight = add(mul(dScaled, kept.scale()), mul(dBias, kept.shift()));
      const outputs = weight.shape.slice(0, -1).map((_, axis) => axis);
      return {
        inputs: [
          matMul(dy, kept.centred()),
          sum(mul(dScaled, kept.weight()), outputs),
          sum(mul(dBias, kept.weight()), outputs),
        ],
        weight: dWeight,
        bias: squeeze(dBias, [-1]),
      };
    },
  };
}
