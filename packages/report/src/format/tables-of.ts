import type { Summary } from "../summary/row.ts";
import { footprintTable } from "./footprint-table.ts";
import { proofTable } from "./proof-table.ts";
import { costTable, measuredTable, type TextTable } from "./tables.ts";

/** The tables that have something to say, in order. */
export function tablesOf(summary: Summary): TextTable[] {
  const all = [costTable, measuredTable, footprintTable, proofTable];
  return all.map((table) => table(summary)).filter(({ rows }) => rows.length > 0);
}
