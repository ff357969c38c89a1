import { shuffled } from "@vmoe-bench/dataset";
import { unfitDataError } from "../errors.ts";
import { mix } from "../random.ts";
import type { TrainSplit } from "./train-split.ts";

export interface Parts {
  /** Positions of the images to train on, ascending. */
  readonly trained: Int32Array;
  /** Positions of those held out, ascending; of each class the same part. */
  readonly heldOut: Int32Array;
}

/**
 * Cuts the training split in two, class by class, in an order that the seed decides.
 * @throws `unfit-data` when a class has no image in one of the parts
 */
export function holdOut({ info, labels }: TrainSplit, fraction: number, seed: number): Parts {
  const byClass = info.classes.map((): number[] => []);
  for (const [index, label] of Array.from(labels).entries()) byClass[label]?.push(index);
  const trained: number[] = [];
  const heldOut: number[] = [];
  for (const [label, indexes] of byClass.entries()) {
    const wanted = Math.round(indexes.length * fraction);
    if (wanted === 0 || wanted === indexes.length)
      throw unfitDataError(
        `With "heldOut": ${fraction}, ${wanted} of the ${indexes.length} images of class "${info.classes[label]}" are held out.`,
        "Change it so that each class has images on both sides.",
      );
    const order = shuffled(indexes.length, mix(seed, "held out", label));
    for (const [place, chosen] of order.entries())
      (place < wanted ? heldOut : trained).push(indexes[chosen] ?? 0);
  }
  return { trained: ascending(trained), heldOut: ascending(heldOut) };
}

function ascending(indexes: readonly number[]): Int32Array {
  return Int32Array.from(indexes).toSorted();
}
