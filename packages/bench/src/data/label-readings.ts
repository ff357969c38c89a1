import {
  betterReading,
  shiftedByOne,
  type BetterReading,
  type LabelReading,
} from "@vmoe-bench/measure";

/** One higher, one lower, or as the numbers stand when they are sorted as text. */
export type Reading = 1 | -1 | "as-text";

/**
 * The most images that are looked at. A model that is right on one in ten has then 13 hits, and eight
 * are enough.
 */
const mostImages = 128;

/** Positions of up to so many images, one of each label in turn, so that no label has most. */
export function spreadOverLabels(labels: ArrayLike<number>, most = mostImages): number[] {
  const waiting = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    const known = waiting.get(label);
    if (known === undefined) waiting.set(label, [i]);
    else if (known.length < most) known.push(i);
  }
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < most; turn++) {
    const next = [...waiting.values()].flatMap((positions) => positions[turn] ?? []);
    if (next.length === 0) break;
    chosen.push(...next.slice(0, most - chosen.length));
  }
  return chosen;
}

/**
 * What labels of bare numbers may have meant instead.
 * @param labels as outputs of the model
 * @param numbers of all classes of the data, where they are folders or columns called by numbers:
 *   a model that was trained on folders sorted as text has them in that order
 * @param first output that the number 0 is
 */
export function readingsOf(
  labels: readonly number[],
  numbers: readonly number[] | null,
  first: number,
): LabelReading<Reading>[] {
  const shifted = shiftedByOne(labels);
  const asText = (numbers ?? []).map(String).toSorted();
  const moved = labels.map((label) => first + asText.indexOf(String(label - first)));
  // Of 1 to 9 it is what one lower is: two readings that are one can't win over each other.
  const known = [labels, ...shifted.map((reading) => reading.labels)].map(String);
  const differs = numbers !== null && !known.includes(String(moved));
  return differs ? [...shifted, { name: "as-text", labels: moved }] : shifted;
}

/** As `betterReading`; "as-labelled" once more images are right so than any other reading could explain. */
export function readingSoFar(
  labels: readonly number[],
  predicted: readonly number[],
  readings: readonly LabelReading<Reading>[],
): BetterReading<Reading> | "as-labelled" | undefined {
  const hits = (own: readonly number[]) => predicted.filter((label, i) => label === own[i]).length;
  const others = Math.max(...readings.map((reading) => hits(reading.labels)));
  if (hits(labels) >= others + enough) return "as-labelled";
  const upTo = (own: readonly number[]) => own.slice(0, predicted.length);
  return betterReading(
    upTo(labels),
    predicted,
    readings.map(({ name, labels: own }) => ({ name, labels: upTo(own) })),
  );
}

/** As many as it takes for another reading. */
const enough = 8;
