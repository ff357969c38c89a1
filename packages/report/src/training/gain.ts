import type { TrainingResult } from "@vmoe-bench/contracts";
import { accuracyDifference, meanInterval, type Estimate } from "@vmoe-bench/measure";
import { heldOutClasses } from "./held-out-classes.ts";

/** A V-MoE and its dense baseline of the same seed. */
export interface Pair {
  readonly sparse: TrainingResult;
  readonly dense: TrainingResult;
}

/** How much better a V-MoE is than its baseline, in parts of 1. */
export interface Gain {
  readonly value: number;
  /** 95 %; null with one seed where predictions are not kept. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** What the interval covers: other seeds, or with one seed only other images. */
  readonly over: "seeds" | "images";
  readonly seeds: number;
}

/** On the held-out images: over seeds, or paired over the images where there is one seed. */
export function heldOutGain(pairs: readonly Pair[]): Gain | null {
  const [first] = pairs;
  if (first === undefined) return null;
  if (pairs.length === 1) return gainOf(overImages(first), "images", 1);
  const differences = pairs.map(({ sparse, dense }) => sparse.heldOut.top1 - dense.heldOut.top1);
  return gainOf(meanInterval(differences), "seeds", pairs.length);
}

/** On the test images, for the pairs that were tested. */
export function testGain(pairs: readonly Pair[]): Gain | null {
  const differences = pairs.flatMap(({ sparse, dense }) =>
    sparse.test === null || dense.test === null ? [] : [sparse.test.top1 - dense.test.top1],
  );
  const [only] = differences;
  if (only === undefined) return null;
  if (differences.length === 1) return { value: only, interval: null, over: "images", seeds: 1 };
  return gainOf(meanInterval(differences), "seeds", differences.length);
}

function gainOf(estimate: Estimate | undefined, over: Gain["over"], seeds: number): Gain | null {
  if (estimate === undefined) return null;
  const { value, low, high } = estimate;
  return { value, interval: { low, high }, over, seeds };
}

function overImages({ sparse, dense }: Pair): Estimate | undefined {
  const { labels, predicted: arm } = heldOutClasses(sparse);
  const { predicted: baseline } = heldOutClasses(dense);
  const found = accuracyDifference({ labels, arm, baseline }, { seed: 0 });
  return found && { value: found.difference, low: found.low, high: found.high };
}
