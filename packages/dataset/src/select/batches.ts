import type { RawImages } from "@vmoe-bench/contracts";
import type { Labels, Split } from "../dataset.ts";
import { BatchSizeError } from "../errors/selection-errors.ts";
import { gather, requireIndexes } from "./gather.ts";
import { shuffled } from "./order.ts";

export interface Batch {
  /** [B], positions in the split. */
  readonly indexes: Int32Array;
  /** [B] */
  readonly labels: Labels;
  readonly images: RawImages;
}

export interface BatchOptions {
  /** B; the last batch has what is left. */
  readonly batch: number;
  /** Of the order; null for the order as it is. */
  readonly seed: number | null;
  /** Positions of the images to go through; all when absent. */
  readonly indexes?: ArrayLike<number>;
}

/**
 * Goes through a split, or a part of it, once.
 * @throws BatchSizeError, ImageIndexError at once, before the first batch
 */
export function batches(split: Split, { batch, seed, indexes }: BatchOptions): Iterable<Batch> {
  if (!Number.isInteger(batch) || batch < 1) throw new BatchSizeError(batch);
  const chosen = Int32Array.from(indexes ?? { length: split.count }, (value, i) => value ?? i);
  requireIndexes(chosen, split.count);
  const order = seed === null ? chosen : shuffled(chosen.length, seed).map((i) => chosen[i] ?? 0);
  return inBatches(split, order, batch);
}

function* inBatches(split: Split, order: Int32Array, batch: number): Generator<Batch> {
  for (let start = 0; start < order.length; start += batch) {
    const indexes = order.slice(start, start + batch);
    const labels = chosenLabels(split.labels, indexes);
    yield { indexes, labels, images: gather(split.images, indexes) };
  }
}

function chosenLabels(labels: Labels, indexes: Int32Array): Labels {
  const chosen =
    labels instanceof Uint8Array ? new Uint8Array(indexes.length) : new Uint16Array(indexes.length);
  for (const [i, index] of indexes.entries()) chosen[i] = labels[index] ?? 0;
  return chosen;
}
