import { apartFromQueries } from "@vmoe-bench/contracts";
import type { Footprint, Start } from "../summary/footprint.ts";
import type { Summary } from "../summary/row.ts";
import { armColumns, left, right, type TextTable, uniqueRows } from "./tables.ts";
import { millions, milliseconds, none } from "./numbers.ts";

/** Memory, bytes and cold start of fresh processes: a row for each arm that has them, once for all batches. */
export function footprintTable({ rows }: Summary): TextTable {
  const names = armColumns(rows.map(({ arm }) => apartFromQueries(arm)));
  const lines = rows.flatMap(({ arm, footprint }) =>
    footprint === null ? [] : [[...names.cells(arm), ...footprintCells(footprint)]],
  );
  return {
    title:
      "Fresh processes, batch 1: resident memory, bytes read of the prepared files and of weights touched in MB",
    shared: names.shared,
    keys: names.keys,
    columns: [
      ...names.columns,
      right("peak"),
      right("of model"),
      right("read first"),
      right("read"),
      right("touched"),
    ],
    rows: uniqueRows(lines),
  };
}

function footprintCells(footprint: Footprint): string[] {
  return [
    megabytes(footprint.peakBytes, 1),
    megabytes(footprint.modelBytes, 1),
    megabytes(footprint.readBeforeFirstBytes, 2),
    megabytes(footprint.readBytes, 2),
    megabytes(footprint.touchedBytes, 2),
  ];
}

function megabytes(bytes: number | null, digits: number): string {
  return bytes === null ? none : millions(bytes, digits);
}

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
