import {
  add,
  matMul,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { epsilon } from "../epsilon.ts";
import { columnSums, rows } from "./linear.ts";
import { withGradient } from "./with-gradient.ts";

/** Normalises the last axis of […,D]. */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor): Tensor {
  return withGradient([x, scale, bias], (keep) => {
    const centred = sub(x, mean(x, -1, true));
    const factor = rsqrt(add(mean(square(centred), -1, true), epsilon));
    const normal = mul(centred, factor);
    const [keptNormal, keptFactor, keptScale] = [keep(normal), keep(factor), keep(scale)];
    return {
      value: add(mul(normal, scale), bias),
      backward(dy) {
        const product = mul(dy, keptNormal());
        const average = mul(reshape(keptScale(), [-1, 1]), 1 / scale.size);
        // The mean over D of the scaled gradient, and of its product with the normalised values.
        const [shift, along] = [matMul(dy, average), matMul(product, average)];
        const centredGradient = sub(mul(dy, keptScale()), shift);
        const dx = mul(sub(centredGradient, mul(keptNormal(), along)), keptFactor());
        return [dx, columnSums(rows(product)), columnSums(rows(dy))];
      },
    };
  });
}
