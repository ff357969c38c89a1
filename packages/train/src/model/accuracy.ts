import { countTop1 } from "./top-1.ts";
import type { Predictions } from "./predict.ts";

/** Part of the images whose class was predicted. */
export function accuracy({ logits, count }: Predictions, labels: ArrayLike<number>): number {
  return countTop1(logits, logits.length / count, labels) / count;
}

/** Part of the images that the router sends first to their own super-class; undefined if dense. */
export function routerAccuracy(
  { routerLogits, count }: Predictions,
  labels: ArrayLike<number> & Iterable<number>,
  superClassOf: ArrayLike<number>,
): number | undefined {
  if (routerLogits === undefined) return undefined;
  const own = Array.from(labels, (label) => superClassOf[label] ?? 0);
  return countTop1(routerLogits, routerLogits.length / count, own) / count;
}
