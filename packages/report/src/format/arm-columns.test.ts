import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Row, Summary } from "../summary/row.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { curveTable, footprintTable, regimesTable } from "./start-tables.ts";
import { equalAccuracyTable, measuredTable } from "./measured-table.ts";
import { proofTable, referenceTable } from "./evidence-tables.ts";
import { remarksOf } from "./document.ts";
import type { TextTable } from "./tables.ts";

const plain = summarise(wholeRun());
const start = { prepareMs: 1, loadMs: 2, firstMs: 3, wholeMs: 6, processes: 3 };
const measured: Partial<Row> = {
  curve: [{ minute: 1, medianMs: 0.5, samples: 100 }],
  starts: { firstEver: start, coldSession: null },
  footprint: {
    peakBytes: 4e6,
    modelBytes: 3e6,
    readBeforeFirstBytes: 2e6,
    readBytes: 1e6,
    touchedBytes: null,
    processes: 3,
  },
  proofs: [{ method: "none", reason: "No." }],
  equalAccuracy: {
    dense: "dense-6x32",
    difference: { difference: 0.1, low: 0, high: 0.2, n: 10 },
    ratio: null,
  },
};

/** The V-MoE once for each change, with the same numbers every time. */
function once(...changes: readonly Partial<Row["arm"]>[]): Summary {
  const rows = plain.rows
    .slice(1)
    .flatMap((row) =>
      changes.map((change) => ({ ...row, ...measured, arm: { ...row.arm, ...change } })),
    );
  return { ...plain, rows };
}

function column({ columns, rows }: TextTable, name: string): string[] | undefined {
  const at = columns.findIndex((one) => one.name === name);
  return at < 0 ? undefined : rows.flatMap((row) => row[at] ?? []);
}

const tables = [
  ["measured", measuredTable, 1],
  ["equal accuracy", equalAccuracyTable, 1],
  ["curve", curveTable, 1],
  ["regimes", regimesTable, 2],
  ["footprint", footprintTable, 1],
  ["reference", referenceTable, 1],
  ["proof", proofTable, 1],
] as const;

test.each(tables)("%s: threads and data tell rows of equal numbers apart", (_, table, each) => {
  const twice = (...cells: readonly string[]) =>
    cells.flatMap((cell) => Array.from({ length: each }, () => cell));
  expect(column(table(once({ threads: 1 }, { threads: 2 })), "threads")).toEqual(twice("1", "2"));
  expect(column(table(once({}, { data: "cifar-10/test" })), "data")).toEqual(
    twice("the suite's", "cifar-10/test"),
  );
});

test.each(tables)("%s: what is the same in all rows has no column", (_, table) => {
  const { columns, shared, keys, rows } = table(once({}));
  const names = columns.map(({ name }) => name);
  expect(names.slice(0, 3)).toEqual(["model", "backend", "strategy"]);
  for (const name of ["data", "scenario", "batch", "threads"]) expect(names).not.toContain(name);
  expect(shared).toBe(2);
  expect(names.slice(shared, shared + keys)).toContain("strategy");
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => columns.length));
});

test.each(tables)("%s: with all of them, groups and keys are the columns that tell", (_, table) => {
  const { columns, shared, keys } = table(once({}, { data: "cifar-10/test", threads: 2 }));
  const names = columns.map(({ name }) => name);
  expect(names.slice(0, shared)).toEqual(["model", "data", "backend"]);
  expect(names.slice(shared, shared + keys)).toContain("threads");
});

const multi = { scenario: { kind: "multi-stream" }, batch: 8 } as const;

test("curves are told apart by batch and scenario", () => {
  const table = curveTable(once({}, multi));
  expect(column(table, "batch")).toEqual(["1", "8"]);
  expect(column(table, "scenario")).toEqual(["single-stream", "multi-stream"]);
});

test("what is measured apart from queries has one row for all batches", () => {
  for (const table of [footprintTable, referenceTable, proofTable]) {
    const { columns, rows } = table(once({}, multi));
    expect(columns.map(({ name }) => name)).not.toContain("batch");
    expect(rows).toHaveLength(1);
  }
});

test("remarks name threads and data where they differ", () => {
  const [row] = summarise(withEnds(wholeRun(), { 1: "failed" })).rows.slice(1);
  if (row === undefined) throw new Error("There is a sparse row.");
  const { arm } = row;
  const rows = [
    { ...row, reasons: [], validity: null },
    { ...row, validity: null, arm: { ...arm, threads: 2, data: "cifar-10/test" } },
  ];
  expect(remarksOf({ ...plain, rows })[0]).toBe(
    "vmoe-6x64 on ort-node/cpu (gather, batch 1, 2 threads, data cifar-10/test): It fell over. Run it again.",
  );
  expect(remarksOf({ ...plain, rows: rows.slice(1) })[0]).toContain("(gather, batch 1): ");
});
