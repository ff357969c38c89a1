import { apartFromQueries } from "@vmoe-bench/contracts";
import type { Start, Summary } from "../summary/row.ts";
import { armColumns } from "./arm-columns.ts";
import { milliseconds } from "./numbers.ts";
import { left, right, uniqueRows, type TextTable } from "./tables.ts";

/** Rule 2: the first start ever, the start of a session and a warm model, a row each. */
export function regimesTable({ rows }: Summary): TextTable {
  const names = armColumns(rows.map(({ arm }) => apartFromQueries(arm)));
  const lines = rows.flatMap(({ arm, starts, latency }) => {
    const { firstEver, coldSession } = starts;
    if (firstEver === null && coldSession === null) return [];
    const name = names.cells(arm);
    const warm = milliseconds(latency?.medianMs);
    return [
      ...startRow([...name, "first ever"], firstEver),
      ...startRow([...name, "cold session"], coldSession),
      ...(arm.batch === 1 && arm.scenario.kind === "single-stream" && latency !== null
        ? [[...name, "warm", "", "", "", warm]]
        : []),
    ];
  });
  return {
    title:
      "Regimes, in ms: the first prediction of a fresh process, with nothing prepared and with all; and a warm one",
    shared: names.shared,
    keys: names.keys + 1,
    columns: [
      ...names.columns,
      left("regime"),
      right("make ready"),
      right("load"),
      right("predict"),
      right("whole"),
    ],
    rows: uniqueRows(lines),
  };
}

function startRow(name: readonly string[], start: Start | null): string[][] {
  if (start === null) return [];
  const { prepareMs, loadMs, firstMs, wholeMs } = start;
  return [[...name, ...[prepareMs, loadMs, firstMs, wholeMs].map(milliseconds)]];
}
