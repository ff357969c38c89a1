import type { ChosenExperts } from "@vmoe-bench/contracts";
import { RouterOutputError } from "./errors.ts";

/**
 * The most probable expert of each image; ties go to the lower index.
 * @param logits [B,E]
 * @param gate `softmax`: the chosen probability; `normalized`: over the chosen ones, so 1
 * @returns [B,1]
 * @throws RouterOutputError for a logit that is not finite
 */
export function bestExpert(
  logits: Float32Array,
  batch: number,
  gate: "softmax" | "normalized",
): ChosenExperts {
  const count = logits.length / batch;
  const experts = new Int32Array(batch);
  const gates = new Float32Array(batch);
  for (let image = 0; image < batch; image += 1) {
    const start = image * count;
    let best = start;
    for (let i = start; i < start + count; i += 1) {
      const logit = logits[i] ?? Number.NaN;
      if (!Number.isFinite(logit)) throw new RouterOutputError(image, logit);
      if (logit > (logits[best] ?? logit)) best = i;
    }
    experts[image] = best - start;
    gates[image] = gate === "softmax" ? probability(logits, best, start, count) : 1;
  }
  return { experts, gates };
}

/** Softmax of the largest of the logits from `start` on. */
function probability(logits: Float32Array, best: number, start: number, count: number): number {
  const largest = logits[best] ?? 0;
  let sum = 0;
  for (let i = start; i < start + count; i += 1) sum += Math.exp((logits[i] ?? 0) - largest);
  return 1 / sum;
}
