import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { agreementOf } from "./agreement.ts";
import type { Row, Summary } from "./row.ts";
import { summarise } from "./summarise.ts";

const plain = summarise(wholeRun());
const withRatio = (ratio: Row["ratio"]): Summary => ({
  ...plain,
  rows: plain.rows.map((row) => (row.twin === null ? row : { ...row, ratio })),
});
const between = (low: number, high: number) => ({
  ratio: (low + high) / 2,
  low,
  high,
  rounds: 5,
});
const statuses = (before: Summary, after: Summary) =>
  agreementOf(before, after).map(({ status }) => status);

test("intervals that overlap agree, and others differ", () => {
  const before = withRatio(between(1.05, 1.1));
  expect(statuses(before, withRatio(between(1.09, 1.2)))).toEqual(["agrees"]);
  expect(statuses(before, withRatio(between(1.1, 1.2)))).toEqual(["agrees"]);
  expect(statuses(before, withRatio(between(0.9, 1.04)))).toEqual(["differs"]);
});

test("without an interval on both sides there is not enough", () => {
  const before = withRatio(between(1.05, 1.1));
  expect(statuses(before, withRatio(null))).toEqual(["not enough"]);
  expect(statuses(withRatio(null), before)).toEqual(["not enough"]);
  expect(statuses(before, { ...before, rows: [] })).toEqual(["not enough"]);
});
