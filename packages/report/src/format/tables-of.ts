import type { Summary } from "../summary/row.ts";
import { curveTable } from "./curve-table.ts";
import { equalAccuracyTable } from "./equal-accuracy-table.ts";
import { footprintTable } from "./footprint-table.ts";
import { proofTable } from "./proof-table.ts";
import { measuredTable } from "./measured-table.ts";
import { referenceTable } from "./reference-table.ts";
import { regimesTable } from "./regimes-table.ts";
import { costTable, type TextTable } from "./tables.ts";

/** The tables that have something to say, in order. */
export function tablesOf(summary: Summary): TextTable[] {
  const all = [
    costTable,
    measuredTable,
    equalAccuracyTable,
    curveTable,
    regimesTable,
    footprintTable,
    referenceTable,
    proofTable,
  ];
  return all.map((table) => table(summary)).filter(({ rows }) => rows.length > 0);
}
