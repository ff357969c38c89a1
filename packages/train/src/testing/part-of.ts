import { gather, type Split, type SplitName } from "@vmoe-bench/dataset";

/** `count` images of a split from `start` on, as a split of its own. */
export function partOf(split: Split, as: SplitName, start: number, count: number): Split {
  const indexes = Array.from({ length: count }, (_, i) => start + i);
  const labels = split.labels.slice(start, start + count);
  return { ...split, split: as, count, labels, images: gather(split.images, indexes) };
}
