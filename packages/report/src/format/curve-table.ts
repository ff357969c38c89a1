import type { Summary } from "../summary/row.ts";
import { milliseconds } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import { left, right, runAs, type TextTable } from "./tables.ts";

/** What a device keeps up: the median of each minute, in sustained runs. */
export function curveTable({ rows }: Summary): TextTable {
  const minutes = Math.max(0, ...rows.flatMap(({ curve }) => curve.map(({ minute }) => minute)));
  return {
    title: "Minute by minute of an arm's measured time: median in ms",
    shared: 2,
    keys: 1,
    columns: [
      left("model"),
      left("backend"),
      left("strategy"),
      ...Array.from({ length: minutes }, (_, i) => right(String(i + 1))),
    ],
    rows: rows.flatMap(({ arm, curve }) => {
      if (curve.length === 0) return [];
      const medians = new Map(curve.map(({ minute, medianMs }) => [minute, medianMs]));
      return [
        [
          safeText(arm.model),
          arm.backend,
          runAs(arm),
          ...Array.from({ length: minutes }, (_, i) => milliseconds(medians.get(i + 1))),
        ],
      ];
    }),
  };
}
