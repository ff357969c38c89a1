import {
  div,
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

/** The choice itself has no gradient; the router learns through its logits and the gates. */
export function route(logits: Tensor, k: number, gate: "softmax" | "normalized"): Routing<Tensor> {
  const probabilities = softmax(logits);
  const experts = constant(() => topk(probabilities, k).indices);
  const mask = constant(() => oneHot(experts, logits.shape.at(-1) ?? 1));
  const chosen = sum(mul(mask, expandDims(probabilities, -2)), -1);
  const gates = gate === "softmax" ? chosen : div(chosen, sum(chosen, -1, true));
  return { logits, experts, gates };
}
