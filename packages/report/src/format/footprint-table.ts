import { apartFromQueries } from "@vmoe-bench/contracts";
import type { Footprint, Summary } from "../summary/row.ts";
import { armColumns } from "./arm-columns.ts";
import { millions, none } from "./numbers.ts";
import { right, uniqueRows, type TextTable } from "./tables.ts";

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
