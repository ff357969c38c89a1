import { basename, join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import type { SplitName } from "../../dataset.ts";
import { labelledImages, isTable, type Labelled, type LabelledPlace } from "./labelled.ts";

/** Names of label files, the most telling first; a table of any name may be one. */
const wellKnown = [
  /validation_ground_truth\.txt$/i,
  /^LOC_val_solution\.csv$/i,
  /^(?:train|training|val|valid|validation|test|labels)\.(?:txt|csv|tsv|jsonl)$/i,
  /\.(?:csv|tsv|jsonl)$/i,
];
/** Kaggle's sample of what to hand in: its labels are made up. */
const madeUp = /submission/i;
const anyTable = wellKnown.length - 1;

/** Names of label files of a split, the most wanted first. */
export const splitFileNames: Readonly<Record<SplitName, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "val", "validation", "valid"],
};

/** The split that a label file's name says, in small letters. */
export function splitOf(path: string): string | undefined {
  const match = /^(train|training|val|valid|validation|test)\.(?:txt|csv|tsv|jsonl)$/i.exec(
    basename(path),
  );
  return match?.[1]?.toLowerCase();
}

/** A label file that was looked at. */
export interface LabelFileFound {
  readonly path: string;
  /** Position in the names of label files, the most telling first. */
  readonly rank: number;
  /** What it gives, or why it gives nothing. */
  readonly outcome: Labelled | KnownError;
}

/** @returns the label files and tables of a folder, as far as their names go, the most telling first */
export function labelFilesIn(folder: string, names: readonly string[]): string[] {
  return names
    .filter((name) => rankOf(name) >= 0 && !madeUp.test(name))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((name) => join(folder, name));
}

/** Reads a label file; a fault of the file is told and not thrown. */
export function lookAt(path: string, place: LabelledPlace): LabelFileFound {
  const rank = rankOf(basename(path));
  try {
    return { path, rank, outcome: labelledImages(path, place) };
  } catch (error) {
    if (error instanceof KnownError) return { path, rank, outcome: error };
    throw error;
  }
}

/** Whether a file is one of labels by its name alone, and not just any table. */
export function isNamedForLabels({ path, rank }: LabelFileFound): boolean {
  return rank < anyTable || (isTable(path) && /label|annotation/i.test(basename(path)));
}

/** Whether two give the same classes to the same images. */
export function sayTheSame(a: Labelled, b: Labelled): boolean {
  const other = namesOf(b);
  return (
    a.images.length === b.images.length &&
    [...namesOf(a)].every(([name, label]) => other.get(name) === label)
  );
}

function namesOf({ classes, images }: Labelled): Map<string, string> {
  return new Map(images.map(({ name, label }) => [name, classes?.[label] ?? String(label)]));
}

function rankOf(name: string): number {
  return wellKnown.findIndex((pattern) => pattern.test(name));
}
