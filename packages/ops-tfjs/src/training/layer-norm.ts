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
  return withGradient(
    [x, scale, bias],
    () => {
      const centred = sub(x, mean(x, -1, true));
      const factor = rsqrt(add(mean(square(centred), -1, true), epsilon));
      const normal = mul(centred, factor);
      return { value: add(mul(normal, scale), bias), saved: [normal, factor] };
    },
    (dy, [normal, factor]) => {
      const product = mul(dy, normal);
      const column = reshape(scale, [-1, 1]);
      const along = mul(matMul(product, column), 1 / scale.size);
      const average = mul(matMul(dy, column), 1 / scale.size);
      const dx = mul(sub(sub(mul(dy, scale), average), mul(normal, along)), factor);
      return [dx, columnSums(rows(product)), columnSums(rows(dy))];
    },
  );
}
