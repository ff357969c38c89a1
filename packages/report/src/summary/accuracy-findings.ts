import type { AccuracyMeasurement } from "@vmoe-bench/contracts";
import {
  besideChance,
  betterReading,
  chanceLimit,
  onlyClass,
  type ReasonCode,
  shiftedByOne,
} from "@vmoe-bench/measure";

/** What an arm's predictions say against its top-1, with the numbers. */
export function accuracyFindings({
  labels,
  predicted,
  classes,
}: Pick<AccuracyMeasurement, "labels" | "predicted" | "classes">): ValidityReason[] {
  // No schema binds the lengths of a record's lists to each other.
  if (labels.length !== predicted.length) return [];
  const shifted = betterReading(labels, predicted, shiftedByOne(labels));
  const only = onlyClass(labels, predicted);
  const chance = classes === null ? undefined : besideChance(labels, predicted, classes);
  const atChance = chance !== undefined && chance.pValue > chanceLimit;
  return [
    ...(shifted === undefined
      ? []
      : [
          {
            code: "labels-off-by-one" as const,
            detail: `${shifted.hits} of ${shifted.images} right one ${shifted.name > 0 ? "higher" : "lower"}, ${shifted.hitsAsLabelled} as they are`,
          },
        ]),
    ...(only === undefined
      ? []
      : [{ code: "one-class" as const, detail: `class ${only}, ${predicted.length} images` }]),
    ...(areOfOneClass(labels)
      ? [
          {
            code: "labels-of-one-class" as const,
            detail: `class ${labels[0]}, ${labels.length} images`,
          },
        ]
      : []),
    ...(atChance
      ? [
          {
            code: "accuracy-at-chance" as const,
            detail: `${chance.hits} of ${chance.images} right, guessing is right once in ${chance.classes}`,
          },
        ]
      : []),
  ];
}

/** Fewer images may be of one class by chance. */
const fewest = 8;

function areOfOneClass(labels: readonly number[]): boolean {
  return labels.length >= fewest && labels.every((label) => label === labels[0]);
}

/** Why a cell is not valid, and in how many of its blocks where that is about blocks. */
export interface ValidityReason {
  readonly code: ReasonCode;
  /** "in 2 of 5 blocks"; empty where it is about the cell. */
  readonly detail: string;
}
