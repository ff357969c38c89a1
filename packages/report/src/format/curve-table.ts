import type { Summary } from "../summary/row.ts";
import { armColumns } from "./arm-columns.ts";
import { milliseconds } from "./numbers.ts";
import { right, type TextTable } from "./tables.ts";

/** What a device keeps up: the median of each minute, in sustained runs. */
export function curveTable({ rows }: Summary): TextTable {
  const minutes = Math.max(0, ...rows.flatMap(({ curve }) => curve.map(({ minute }) => minute)));
  const names = armColumns(rows.map(({ arm }) => arm));
  return {
    title: "Minute by minute of an arm's measured time: median in ms",
    shared: names.shared,
    keys: names.keys,
    columns: [...names.columns, ...Array.from({ length: minutes }, (_, i) => right(String(i + 1)))],
    rows: rows.flatMap(({ arm, curve }) => {
      if (curve.length === 0) return [];
      const medians = new Map(curve.map(({ minute, medianMs }) => [minute, medianMs]));
      return [
        [
          ...names.cells(arm),
          ...Array.from({ length: minutes }, (_, i) => milliseconds(medians.get(i + 1))),
        ],
      ];
    }),
  };
}
