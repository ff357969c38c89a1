import {
  add,
  addN,
  div,
  erf,
  expandDims,
  mean,
  min,
  mul,
  oneHot,
  reshape,
  type Scalar,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  topk,
} from "@tensorflow/tfjs-core";
import type { Routing } from "@vmoe-bench/model";
import { constant } from "./differentiable.ts";

/** What training may change of a routing; the logits given back are the router's own. */
export interface RouteTraining {
  /** Added to the logits before the choice: the same shape, drawn anew each step. */
  readonly noise?: (shape: number[]) => Tensor;
  /** [B,k] int32: taken in place of the router's own choice. */
  readonly experts?: Tensor;
}

/** The choice itself has no gradient; the router learns through its logits and the gates. */
export function route(
  logits: Tensor,
  k: number,
  gate: "softmax" | "normalized",
  { noise, experts: forced }: RouteTraining = {},
): Routing<Tensor> {
  const noisy = noise === undefined ? logits : add(logits, noise(logits.shape));
  const probabilities = softmax(noisy);
  const experts = forced ?? constant(() => topk(probabilities, k).indices);
  const mask = constant(() => oneHot(experts, logits.shape.at(-1) ?? 1));
  const chosen = (of: Tensor) => sum(mul(mask, expandDims(of, -2)), -1);
  // A softmax of the chosen logits is the same as their probabilities over their sum, which has no
  // gradient where that sum is too small to be squared: a choice that is forced may be as unlikely.
  const gates = gate === "softmax" ? chosen(probabilities) : softmax(chosen(noisy));
  return { logits, experts, gates };
}

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
