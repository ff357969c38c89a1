import { armKey, type Suite } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { suite } from "../testing/suite.ts";
import { armsOf } from "./arms.ts";

const models = [
  { id: "dense", hasExperts: false },
  { id: "vmoe", hasExperts: true, twin: "dense" },
];
const keys = (changes: Partial<Suite>) =>
  armsOf({ ...suite, backends: ["null"], ...changes }, models, [1, 8], 1).map(armKey);

test("the product of the axes, in the suite's order", () => {
  expect(keys({})).toEqual([
    "dense@null dense b1 t1",
    "dense@null dense b8 t1",
    "vmoe@null gather b1 t1",
    "vmoe@null gather b8 t1",
    "vmoe@null all-experts b1 t1",
    "vmoe@null all-experts b8 t1",
  ]);
});

test("only split-lazy has caps", () => {
  const arms = keys({ strategies: ["gather", "split-lazy"], expertCaps: [null, 2] });
  expect(arms.filter((key) => key.includes("b1"))).toEqual([
    "dense@null dense b1 t1",
    "vmoe@null gather b1 t1",
    "vmoe@null split-lazy b1 t1",
    "vmoe@null split-lazy/2 b1 t1",
  ]);
});

test("a rule leaves out the arms that have all of its values", () => {
  const exclude = [
    { strategy: "all-experts" as const, batch: 8 },
    { model: "dense", batch: 1 },
  ];
  expect(keys({ exclude })).toEqual([
    "dense@null dense b8 t1",
    "vmoe@null gather b1 t1",
    "vmoe@null gather b8 t1",
    "vmoe@null all-experts b1 t1",
  ]);
});

test("a matrix of nothing and one of a million are refused", () => {
  expect(() => keys({ exclude: [{ backend: "null" }] })).toThrow("excludes every combination");
  const names = Array.from({ length: 100 }, (_, i) => `m${i}`);
  const caps = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(() =>
    keys({ models: names, expertCaps: caps, strategies: ["gather", "split-lazy"] }),
  ).toThrow("has 40000 combinations");
});
