import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Row, Summary } from "../summary/row.ts";
import { wholeRun } from "../testing/run.ts";
import { footprintTable } from "./footprint-table.ts";
import { proofTable } from "./proof-table.ts";
import { tablesOf } from "./tables-of.ts";

const plain = summarise(wholeRun());
const withRows = (more: Partial<Row>): Summary => ({
  ...plain,
  rows: plain.rows.slice(1).map((row) => ({ ...row, ...more })),
});

test("a run without memory passes and proofs has no tables for them", () => {
  expect(tablesOf(plain).map(({ title }) => title.split(" ")[0])).toEqual(["Cost", "Measured:"]);
});

test("memory and cold start, in MB and ms", () => {
  const footprint = {
    peakBytes: 118_500_000,
    modelBytes: 37_040_000,
    readBeforeFirstBytes: 1_236_000,
    readBytes: 2_040_000,
    touchedBytes: null,
    loadMs: 27.04,
    coldMs: 33.06,
    processes: 3,
  };
  const [row] = footprintTable(withRows({ footprint })).rows;
  expect(row?.slice(3)).toEqual(["118.5", "37.0", "1.24", "2.04", "-", "27.0", "33.1"]);
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
