import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { agreementOf, isConfirmed, withArms } from "./agreement.ts";
import type { Row, Summary } from "./row.ts";
import { summarise } from "./summarise.ts";

const plain = summarise(wholeRun());
const withRatio = (ratio: Row["ratio"]): Summary => ({
  ...plain,
  rows: plain.rows.map((row) => (row.baseline === null ? row : { ...row, ratio })),
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

test("a run is confirmed where something agrees and nothing differs", () => {
  const before = withRatio(between(1.05, 1.1));
  const confirmed = (after: Summary) => isConfirmed(agreementOf(before, after));
  expect(confirmed(before)).toBe(true);
  expect(confirmed(withRatio(between(0.9, 1.04)))).toBe(false);
  // Every block failed: nothing was compared.
  expect(confirmed(withRatio(null))).toBe(false);
});

test("without an interval on both sides there is not enough", () => {
  const before = withRatio(between(1.05, 1.1));
  expect(statuses(before, withRatio(null))).toEqual(["not enough"]);
  expect(statuses(withRatio(null), before)).toEqual(["not enough"]);
  expect(statuses(before, { ...before, rows: [] })).toEqual(["not enough"]);
});

const alone = (medianMs: number): Summary => ({
  ...plain,
  rows: plain.rows.slice(0, 1).map((row) => ({
    ...row,
    latency: row.latency && { ...row.latency, medianMs },
  })),
});

test("a dense arm alone is judged by its median", () => {
  expect(agreementOf(alone(1), alone(1.05))).toMatchObject([
    { of: "median", status: "agrees", before: 1, after: 1.05 },
  ]);
  expect(agreementOf(alone(1.06), alone(1))).toMatchObject([{ status: "differs" }]);
});

test("of a run, the arms that were run again", () => {
  const keys = new Set(["vmoe-6x64@ort-node/cpu gather b1 t1"]);
  expect(withArms(plain, keys).rows.map(({ arm }) => arm.model)).toEqual(["vmoe-6x64"]);
});
