import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Row, Summary } from "../summary/row.ts";
import { wholeRun } from "../testing/run.ts";
import { curveTable, footprintTable, regimesTable } from "./start-tables.ts";
import { measuredTable } from "./measured-table.ts";
import { proofTable } from "./evidence-tables.ts";
import { tablesOf } from "./document.ts";

const plain = summarise(wholeRun());
const withRows = (more: Partial<Row>): Summary => ({
  ...plain,
  rows: plain.rows.slice(1).map((row) => ({ ...row, ...more })),
});

test("a run without memory passes and proofs has no tables for them", () => {
  expect(tablesOf(plain).map(({ title }) => title.split(" ")[0])).toEqual([
    "Cost",
    "Measured:",
    "Beside",
  ]);
});

test("memory, in MB", () => {
  const footprint = {
    peakBytes: 118_500_000,
    modelBytes: 37_040_000,
    readBeforeFirstBytes: 1_236_000,
    readBytes: 2_040_000,
    touchedBytes: null,
    processes: 3,
  };
  const [row] = footprintTable(withRows({ footprint })).rows;
  expect(row?.slice(3)).toEqual(["118.5", "37.0", "1.24", "2.04", "-"]);
});

test("each proof in words, and a failed one in capitals", () => {
  const proofs: Row["proofs"] = [
    { method: "profile", executedMacs2: 2_000_000, expectedMacs2: 1_000_000, holds: false },
    { method: "poison", untouched: 3, images: 3, expected: "untouched", holds: true },
    { method: "poison", untouched: 0, images: 3, expected: "poisoned", holds: true },
    { method: "none", reason: "It has no profile." },
  ];
  expect(proofTable(withRows({ proofs })).rows.map((row) => row.slice(3))).toEqual([
    ["profile", "FAILS: 2.000 of 1.000 M FLOPs executed"],
    ["poison", "holds: 3 of 3 images untouched, 3 expected"],
    ["poison", "holds: 0 of 3 images untouched, 0 expected"],
    ["not made", "It has no profile."],
  ]);
});

test("the strategy is named with its cap and its precision", () => {
  const [first] = plain.rows.slice(1);
  if (first === undefined) throw new Error("There is a sparse row.");
  const arm = { ...first.arm, strategy: "split-lazy", expertCap: 2, precision: "int8" } as const;
  const proofs: Row["proofs"] = [{ method: "none", reason: "No." }];
  expect(proofTable(withRows({ arm, proofs })).rows[0]?.[2]).toBe("split-lazy/2 int8");
});

test("a row for each regime, never averaged", () => {
  const start = { prepareMs: 250, loadMs: 27.04, firstMs: 6.02, wholeMs: 283.06, processes: 3 };
  const cold = { ...start, prepareMs: 0, wholeMs: 33.06 };
  const starts = { firstEver: start, coldSession: cold };
  expect(regimesTable(withRows({ starts })).rows.map((row) => row.slice(3))).toEqual([
    ["first ever", "250", "27.0", "6.02", "283"],
    ["cold session", "0.00", "27.0", "6.02", "33.1"],
    ["warm", "", "", "", "0.504"],
  ]);
});

test("a column for each minute of a sustained run", () => {
  const curve = [
    { minute: 1, medianMs: 0.5, samples: 100 },
    { minute: 3, medianMs: 0.75, samples: 80 },
  ];
  const { columns, rows } = curveTable(withRows({ curve }));
  expect(columns.slice(3).map(({ name }) => name)).toEqual(["1", "2", "3"]);
  expect(rows.map((row) => row.slice(3))).toEqual([["0.500", "-", "0.750"]]);
});

test("scenarios have a column, with images a second and dropped frames where they are measured", () => {
  const [row] = plain.rows.slice(1);
  if (row === undefined || row.latency === null) throw new Error("There is a sparse row.");
  const camera = { kind: "camera", framesPerSecond: 30, queue: 1 } as const;
  const latency = { ...row.latency, imagesPerSecond: 123.4, frames: { due: 300, dropped: 12 } };
  const rows = [
    { ...row, latency, arm: { ...row.arm, scenario: { kind: "offline" } as const } },
    { ...row, latency, arm: { ...row.arm, scenario: camera } },
  ];
  const table = measuredTable({ ...plain, rows });
  const column = (name: string) => {
    const at = table.columns.findIndex((one) => one.name === name);
    return table.rows.map((cells) => cells[at]);
  };
  expect(column("scenario")).toEqual(["offline", "camera 30 fps queue 1"]);
  expect(column("images/s")).toEqual(["123", "123"]);
  expect(column("dropped")).toEqual(["12 of 300", "12 of 300"]);
});

test("an invalid row claims nothing", () => {
  const validity = { level: "invalid", reasons: [], notes: [] } as const;
  const [cells] = measuredTable(withRows({ verdict: "no-claim", validity })).rows;
  expect(cells?.slice(-2)).toEqual(["no claim", "invalid"]);
});
