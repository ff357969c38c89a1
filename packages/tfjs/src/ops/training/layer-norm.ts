import {
  add,
  eye,
  matMul,
  mean,
  mul,
  ones,
  rsqrt,
  sqrt,
  squaredDifference,
  sub,
  zeros,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { linear } from "./linear.ts";
import { Normalised, withGradient } from "./differentiable.ts";

/** The layer norm of the last axis of […,D], its scale and bias still to be applied. */
export function normalise(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Normalised {
  const D = scale.size;
  const raised = withGradient([x], (keep) => {
    const centre = mean(x, -1, true);
    const variance = add(mean(squaredDifference(x, centre), -1, true), epsilon);
    const factor = rsqrt(variance);
    const value = mul(sub(x, sub(centre, sqrt(variance))), factor);
    const [keptRaised, keptFactor] = [keep(value), keep(factor)];
    return {
      value,
      backward(dy) {
        // dx = factor · (dy − n · mean(dy · n)) with n = raised − 1, as the rows of dy sum to 0.
        const along = matMul(mul(dy, keptRaised()), mul(ones([D, 1]), 1 / D));
        const across = sub(dy, mul(keptRaised(), along));
        return [mul(add(across, along), keptFactor())];
      },
    };
  });
  return new Normalised(raised, scale, bias);
}

/** The layer norm whole, for what is no linear map: read by the map that changes nothing. */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  return applied(normalise(x, scale, bias, epsilon));
}

export function applied(value: Normalised): Tensor {
  const D = value.scale.size;
  return linear(value, { weight: eye(D), bias: zeros([D]) });
}
