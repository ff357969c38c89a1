import type { AccuracyMeasurement, Task } from "@vmoe-bench/contracts";
import { predictedClass } from "./predicted-class.ts";

type Reference = NonNullable<Extract<Task, { kind: "accuracy" }>["reference"]>;

/**
 * Outputs beside those of the reference interpreter, image by image (rule 12).
 * @param logits [K] an image, of the first images; where there are fewer than the reference has,
 *   only they are compared
 */
export function compareWithReference(
  logits: readonly Float32Array[],
  { logits: all, tolerance }: Reference,
  columns?: readonly number[],
): NonNullable<AccuracyMeasurement["reference"]> {
  const expected = all.slice(0, logits.length);
  const differences = expected.map((row, image) => difference(logits[image], row));
  const largest = Math.max(0, ...differences);
  return {
    predicted: expected.map((row) => predictedClass(row, columns)),
    differing: differences.filter((off) => tolerance !== null && off > tolerance).length,
    largestDifference: Number.isFinite(largest) ? largest : null,
    tolerance,
  };
}

/** The largest, relative to the largest logit of the image; Infinity where one is no number. */
function difference(actual: Float32Array | undefined, expected: readonly number[]): number {
  if (actual?.length !== expected.length) return Infinity;
  const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  return expected.reduce((worst, value, k) => {
    const off = Math.abs((actual[k] ?? NaN) - value) / scale;
    return Number.isNaN(off) ? Infinity : Math.max(worst, off);
  }, 0);
}
