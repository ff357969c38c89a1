import { apartFromQueries } from "@vmoe-bench/contracts";
import type { BesideReference } from "../summary/reference.ts";
import type { Summary } from "../summary/row.ts";
import { armColumns } from "./arm-columns.ts";
import { none } from "./numbers.ts";
import { right, uniqueRows, type TextTable } from "./tables.ts";

/** Rule 12: outputs and top-1 beside the reference's, paired on the same images. */
export function referenceTable({ rows }: Summary): TextTable {
  const names = armColumns(rows.map(({ arm }) => apartFromQueries(arm)));
  const lines = rows.flatMap(({ arm, reference }) =>
    reference === null ? [] : [[...names.cells(arm), ...referenceCells(reference)]],
  );
  return {
    title:
      "Beside the reference: outputs that agree, top-1 in % of its own, images that one alone has right, McNemar's p",
    shared: names.shared,
    keys: names.keys,
    columns: [
      ...names.columns,
      right("agree"),
      right("largest"),
      right("top-1"),
      right("only this"),
      right("only reference"),
      right("p"),
      right("N"),
    ],
    rows: uniqueRows(lines),
  };
}

function referenceCells(reference: BesideReference): string[] {
  const { images, differing, largestDifference, tolerance, part, paired } = reference;
  return [
    tolerance === null ? none : `${images - differing} of ${images}`,
    largestDifference === null ? "no number" : largestDifference.toExponential(1),
    part === null ? none : (100 * part).toFixed(2),
    String(paired?.onlyArm ?? none),
    String(paired?.onlyBaseline ?? none),
    paired?.pValue.toPrecision(2) ?? none,
    String(paired?.n ?? none),
  ];
}
