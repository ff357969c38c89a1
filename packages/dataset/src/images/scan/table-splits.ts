import type { SplitName } from "../../dataset.ts";
import { listed } from "../../errors/scan-errors.ts";
import { noSplitRowsError } from "../../errors/label-errors.ts";
import type { TableSplit } from "../found.ts";
import type { NamedLabel } from "./label-lines.ts";

const splitsByName: ReadonlyMap<string, TableSplit> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
]);

/** Splits of rows, the most wanted first. */
const wantedSplits: Readonly<Record<SplitName, readonly TableSplit[]>> = {
  train: ["train"],
  test: ["test", "val"],
};

/** What a table's column of splits says; undefined for a row of a column that is left alone. */
export function tableSplitOf({ split }: Pick<NamedLabel, "split">): TableSplit | undefined {
  return splitsByName.get((split ?? "").toLowerCase());
}

/** Values of a table's column of splits that are none, each once. */
export function unknownSplits(rows: readonly NamedLabel[]): string[] {
  const unknown = rows.flatMap((row) =>
    row.split !== null && tableSplitOf(row) === undefined ? [row.split] : [],
  );
  return [...new Set(unknown)];
}

export function unknownSplitsNote(path: string, unknown: readonly string[]): string {
  return `The column "split" of ${path} has ${listed(unknown)}, which ${unknown.length === 1 ? "is no split" : "are no splits"} (train, val, test): it was left alone, and the rows of all splits were taken.`;
}

interface SplitRows {
  /** Null where no column says it. */
  readonly tableSplit: TableSplit | null;
  readonly notes: readonly string[];
}

/**
 * Which of a table's rows are of a split: those of `val` where it has none of `test`.
 * @param rows each with a split that is known, or each without one
 * @throws `no-split`
 */
export function splitOfRows(
  path: string,
  rows: readonly Pick<NamedLabel, "split">[],
  wanted: SplitName,
): SplitRows {
  const counts = new Map<TableSplit, number>();
  for (const row of rows) {
    const split = tableSplitOf(row);
    if (split !== undefined) counts.set(split, (counts.get(split) ?? 0) + 1);
  }
  if (counts.size === 0) return { tableSplit: null, notes: [] };
  const taken = wantedSplits[wanted].find((split) => counts.has(split));
  if (taken === undefined) throw noSplitRowsError(path, wantedSplits[wanted], [...counts.keys()]);
  const [first] = wantedSplits[wanted];
  const instead = taken === first ? "" : ` None is of "${first}".`;
  return {
    tableSplit: taken,
    notes: [
      `By the column "split" of ${path}, ${counts.get(taken) ?? 0} of ${rows.length} images were taken: those of "${taken}".${instead}`,
    ],
  };
}
