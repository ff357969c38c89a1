import {
  add,
  addN,
  div,
  erf,
  mean,
  min,
  mul,
  reshape,
  softmax,
  square,
  sub,
  sum,
  topk,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { constant } from "./with-gradient.ts";

/**
 * V-MoE's auxiliary loss (Riquelme et al., 2021, appendix A): the mean of the importance loss and
 * the load loss, each the squared coefficient of variation over the experts, a mean over routings.
 * @param logits of each routing, […,E], without the noise
 * @param noise σ of the noise; without any the load has no gradient and is left out
 */
export function balanceLoss(logits: readonly Tensor[], k: number, noise: number): Scalar {
  const losses = logits.map((each) => {
    const rows = reshape(each, [-1, each.shape.at(-1) ?? 1]);
    const importance = variation(sum(softmax(rows), 0));
    return noise === 0 ? importance : mul(add(importance, variation(load(rows, k, noise))), 0.5);
  });
  return div(addN(losses), losses.length);
}

/**
 * [E]: expected choices of each expert if its noise were drawn again. The k-th largest logit is taken
 * without noise, where V-MoE takes it with the step's own: so a chosen expert counts at least 1/2.
 */
function load(rows: Tensor, k: number, noise: number): Tensor {
  const threshold = constant(() => min(topk(rows, k).values, -1, true));
  const above = div(sub(rows, threshold), noise * Math.SQRT2);
  return sum(mul(add(erf(above), 1), 0.5), 0);
}

/** (σ/μ)² */
function variation(values: Tensor): Scalar {
  const average = mean(values);
  return div(mean(square(sub(values, average))), square(average));
}
