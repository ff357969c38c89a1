import type { Routing } from "../ops.ts";
import { ndarray, rows, type NdArray } from "./array.ts";

export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** […,E] → the k most probable experts and their gates; ties go to the lower index. */
export function route(
  logits: NdArray,
  k: number,
  gate: "softmax" | "normalized",
): Routing<NdArray> {
  const { count, width } = rows(logits);
  const dims = [...logits.dims.slice(0, -1), k];
  const experts = ndarray(dims);
  const gates = ndarray(dims);
  for (let r = 0; r < count; r += 1) {
    const probabilities = softmax([...logits.data.subarray(r * width, (r + 1) * width)]);
    const best = probabilities
      .map((probability, expert) => ({ probability, expert }))
      .toSorted((a, b) => b.probability - a.probability || a.expert - b.expert)
      .slice(0, k);
    const chosen = best.reduce((sum, { probability }) => sum + probability, 0);
    best.forEach(({ probability, expert }, j) => {
      experts.data[r * k + j] = expert;
      gates.data[r * k + j] = gate === "softmax" ? probability : probability / chosen;
    });
  }
  return { logits, experts, gates };
}
