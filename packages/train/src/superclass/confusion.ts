import type { Predictions } from "../model/predict.ts";
import { top1 } from "../model/top-1.ts";

/** Rows are true classes, columns what the model said: [K][K]. */
export interface Confusion {
  /** Images. */
  readonly counts: readonly (readonly number[])[];
  /** Mean probabilities: rows sum to 1. */
  readonly soft: readonly (readonly number[])[];
}

/** Confusions of images that the model was not trained on. Each class must have one. */
export function confusionOf(
  { logits }: Pick<Predictions, "logits">,
  labels: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = square(classes);
  const soft = square(classes);
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] ?? 0;
    const said = top1(logits, i, classes);
    const countRow = counts[label] ?? [];
    countRow[said] = (countRow[said] ?? 0) + 1;
    const row = soft[label] ?? [];
    for (const [j, p] of softmax(logits.subarray(i * classes, (i + 1) * classes)).entries())
      row[j] = (row[j] ?? 0) + p;
  }
  return { counts, soft: soft.map((row) => scaled(row)) };
}

/** The row divided by its sum. */
export function scaled(row: readonly number[]): number[] {
  const total = row.reduce((a, b) => a + b, 0);
  return row.map((value) => (total === 0 ? 0 : value / total));
}

function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  return scaled(Array.from(logits, (logit) => Math.exp(logit - largest)));
}

function square(size: number): number[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
}
