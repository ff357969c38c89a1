import { listed } from "../../errors/scan-errors.ts";
import { LabelLineError } from "../../errors/label-errors.ts";

interface OneHot {
  /** The class of each row. */
  readonly labels: readonly string[];
  readonly note: string;
}

interface Cells {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * A table with a column for each class, of 0 and a single 1 in each row.
 * @param titles as they are written
 * @param others columns that are no classes
 * @returns undefined where the columns are of something else
 * @throws LabelLineError for a row of several classes, or of none
 */
export function oneHotLabels(
  path: string,
  titles: readonly string[],
  others: readonly number[],
  rows: readonly Cells[],
): OneHot | undefined {
  const classes = [...titles.keys()].filter((column) => !others.includes(column));
  const isOneHot =
    classes.length > 1 &&
    rows.length > 0 &&
    rows.every(({ cells }) =>
      classes.every((column) => /^[01](?:\.0*)?$/.test(cells[column]?.trim() ?? "")),
    );
  if (!isOneHot) return undefined;
  const names = classes.map((column) => titles[column]?.trim() ?? "");
  const labels = rows.map(({ cells, line }) => {
    const ones = names.filter((_, i) => Number(cells[classes[i] ?? 0]) === 1);
    const [only, another] = ones;
    if (only === undefined || another !== undefined)
      throw new LabelLineError(
        path,
        line,
        `has ${only === undefined ? "no 1" : `a 1 for ${listed(ones)}`} in the columns of its classes, and an image is of one class`,
      );
    return only;
  });
  return {
    labels,
    note: `The classes of ${path} are its columns of 0 and 1: ${listed(names)}.`,
  };
}
