import { listed } from "../../errors/scan-errors.ts";
import { severalLabelsOfImageError } from "../../errors/label-errors.ts";
import type { NamedLabel } from "./label-lines.ts";
import { tableSplitOf } from "./table-splits.ts";

interface Counted<Row> {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/**
 * The rows of a label file, each image once.
 * @param rows named as the images are on the disk, with their labels as numbers
 * @throws `labels-of-image` where rows give one image different labels or splits
 */
export function countedOnce<Row extends NamedLabel & { readonly number: number }>(
  path: string,
  rows: readonly Row[],
): Counted<Row> {
  const firsts = new Map<string, Row>();
  const repeated = new Set<string>();
  const torn = new Map<string, [Row, Row]>();
  for (const row of rows) {
    const first = firsts.get(row.name);
    if (first === undefined) firsts.set(row.name, row);
    else if (first.number === row.number && tableSplitOf(first) === tableSplitOf(row))
      repeated.add(row.name);
    else if (!torn.has(row.name)) torn.set(row.name, [first, row]);
  }
  if (torn.size > 0) throw severalLabelsOfImageError(path, torn.size, [...torn.values()].map(told));
  const names = [...repeated];
  const some = `${names.length} ${names.length === 1 ? "image" : "images"}`;
  return {
    rows: [...firsts.values()],
    notes:
      names.length === 0
        ? []
        : [
            `${path} lists ${some} more than once, with the same label: ${listed(names, 3)}. Each was counted once.`,
          ],
  };
}

function told([a, b]: readonly [NamedLabel & { number: number }, NamedLabel & { number: number }]) {
  const said = (row: NamedLabel) =>
    a.number === b.number ? `of the split ${JSON.stringify(row.split)}` : JSON.stringify(row.label);
  return `${JSON.stringify(a.name)} is ${said(a)} on line ${a.line} and ${said(b)} on line ${b.line}`;
}
