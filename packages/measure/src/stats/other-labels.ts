import { hitsOf } from "./accuracy.ts";
import { mcNemar } from "./paired-accuracy.ts";

/** What the same images would be called, were the labels meant in another way. */
export interface LabelReading<Name> {
  readonly name: Name;
  /** One an image. */
  readonly labels: readonly number[];
}

/** Another reading of the labels that a model's predictions clearly fit better. */
export interface BetterReading<Name> {
  readonly name: Name;
  /** Images that are right under it, and under the labels as they are. */
  readonly hits: number;
  readonly hitsAsLabelled: number;
  readonly images: number;
}

/** Two-sided, of McNemar's exact test: eight images that only one reading has right are enough. */
const significance = 0.01;

/** As if the labels were one too low or one too high. */
export function shiftedByOne(labels: readonly number[]): LabelReading<1 | -1>[] {
  return ([1, -1] as const).map((name) => ({ name, labels: labels.map((label) => label + name) }));
}

/**
 * The one of several other readings that fits the predictions clearly better than the labels do, and
 * than each other reading does: paired by image (McNemar), and for more classes, of two at least, than
 * the labels do, so that one class which is taken for its neighbour is no shift.
 * @returns undefined where none does
 */
export function betterReading<Name>(
  labels: readonly number[],
  predicted: readonly number[],
  readings: readonly LabelReading<Name>[],
): BetterReading<Name> | undefined {
  const better = readings.find((reading) => {
    const others = readings.filter((other) => other !== reading).map((other) => other.labels);
    return (
      [labels, ...others].every((other) => fitsBetter(predicted, reading.labels, other)) &&
      fitsMoreClasses(labels, predicted, reading.labels)
    );
  });
  if (better === undefined) return undefined;
  return {
    name: better.name,
    hits: hitsOf(better.labels, predicted),
    hitsAsLabelled: hitsOf(labels, predicted),
    images: labels.length,
  };
}

function fitsBetter(
  predicted: readonly number[],
  reading: readonly number[],
  other: readonly number[],
): boolean {
  // Two readings of the same predictions: which of both an image is right under.
  const right = (labels: readonly number[]) =>
    predicted.map((label, i) => Number(label === labels[i]));
  const all = predicted.map(() => 1);
  const test = mcNemar({ labels: all, arm: right(reading), baseline: right(other) });
  if (test === undefined) return false;
  return test.onlyArm > test.onlyBaseline && test.pValue <= significance;
}

function fitsMoreClasses(
  labels: readonly number[],
  predicted: readonly number[],
  reading: readonly number[],
): boolean {
  const leads = new Map<number, number>();
  for (const [i, label] of labels.entries()) {
    const lead = Number(predicted[i] === reading[i]) - Number(predicted[i] === label);
    leads.set(label, (leads.get(label) ?? 0) + lead);
  }
  const won = [...leads.values()].filter((lead) => lead > 0).length;
  const lost = [...leads.values()].filter((lead) => lead < 0).length;
  return won >= 2 && won > lost;
}
