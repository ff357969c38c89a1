import {
  add,
  expandDims,
  mul,
  oneHot,
  softmax,
  sum,
  topk,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Routing } from "@vmoe-bench/model";
import { constant } from "./with-gradient.ts";

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
