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
import type { Ops } from "@vmoe-bench/model";
import { inferenceOps } from "./inference-ops.ts";
import { gather } from "./strategies/gather.ts";

/** The model forward and, under tf.grads, backward. Only the chosen experts are computed. */
export function trainingOps(): Ops<Tensor> {
  return {
    ...inferenceOps(gather),
    route(logits, k, gate) {
      const probabilities = softmax(logits);
      const { indices } = topk(probabilities, k);
      const mask = oneHot(indices, logits.shape.at(-1) ?? 1);
      const values = sum(mul(mask, expandDims(probabilities, -2)), -1);
      const gates = gate === "softmax" ? values : div(values, sum(values, -1, true));
      return { logits, experts: indices, gates };
    },
  };
}
