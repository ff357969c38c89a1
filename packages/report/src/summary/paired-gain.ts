import { accuracyDifference, type AccuracyDifference } from "@vmoe-bench/measure";
import { accuracyOf, type Cell } from "./cell.ts";

/**
 * Top-1 of a cell less another's, in parts of 1, paired over the same images.
 * @returns undefined where one has no accuracy, or on other images
 */
export function pairedGain(cell: Cell, other: Cell, seed: number): AccuracyDifference | undefined {
  const [own, theirs] = [cell, other].map(({ accuracy }) =>
    accuracy.map(accuracyOf).find((found) => found !== undefined),
  );
  if (own === undefined || theirs?.labels.join() !== own.labels.join()) return undefined;
  const { labels, predicted: arm } = own;
  if (arm.length !== labels.length || theirs.predicted.length !== labels.length) return undefined;
  return accuracyDifference({ labels, arm, baseline: theirs.predicted }, { seed });
}
