import { armKey, type Suite } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { suite } from "../testing/suite.ts";
import { armsOf, type QueryAxes } from "./arms.ts";

const models = [
  { id: "dense", hasExperts: false },
  { id: "vmoe", hasExperts: true, baseline: "dense" },
];
const axes = {
  batches: [1, 8],
  threads: [1],
  singleThreaded: new Set<string>(),
  scenarios: undefined,
  controls: [],
};
const keys = (changes: Partial<Suite>, changed: Partial<QueryAxes> = {}) =>
  armsOf({ ...suite, backends: ["null"], ...changes }, models, { ...axes, ...changed }).map(armKey);

test("the product of the axes, in the suite's order", () => {
  expect(keys({})).toEqual([
    "dense@null dense b1 t1",
    "dense@null dense b8 t1 multi-stream",
    "vmoe@null gather b1 t1",
    "vmoe@null gather b8 t1 multi-stream",
    "vmoe@null all-experts b1 t1",
    "vmoe@null all-experts b8 t1 multi-stream",
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
    "dense@null dense b8 t1 multi-stream",
    "vmoe@null gather b1 t1",
    "vmoe@null gather b8 t1 multi-stream",
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

const gather = { strategies: ["gather" as const] };

test("threads and scenarios are axes; a batch has the scenarios that it fits", () => {
  const camera = { kind: "camera", framesPerSecond: 30, queue: 2 } as const;
  const scenarios = [{ kind: "multi-stream" }, { kind: "offline" }, camera] as const;
  const planned = keys({ models: ["dense"], ...gather }, { threads: [1, 2], scenarios });
  expect(planned.filter((key) => key.startsWith("dense"))).toEqual([
    "dense@null dense b1 t1 offline",
    "dense@null dense b1 t1 camera 30 fps queue 2",
    "dense@null dense b1 t2 offline",
    "dense@null dense b1 t2 camera 30 fps queue 2",
    "dense@null dense b8 t1 multi-stream",
    "dense@null dense b8 t1 offline",
    "dense@null dense b8 t2 multi-stream",
    "dense@null dense b8 t2 offline",
  ]);
});

test("a backend without threads has 1", () => {
  const planned = keys(
    { backends: ["null", "tfjs-web/webgl"], ...gather },
    { batches: [1], threads: [2, 4], singleThreaded: new Set(["tfjs-web/webgl"]) },
  );
  expect(planned.filter((key) => key.startsWith("dense"))).toEqual([
    "dense@null dense b1 t2",
    "dense@null dense b1 t4",
    "dense@tfjs-web/webgl dense b1 t1",
  ]);
});

test("a scenario that no batch fits is a contradiction", () => {
  const scenarios = [{ kind: "multi-stream" }] as const;
  expect(() => keys({}, { batches: [1], scenarios })).toThrow(
    'Suite "small" contradicts itself: the scenario "multi-stream" needs a batch above 1 in "batches".',
  );
});

test("a model runs on each data set that it fits", () => {
  const fitting = [{ id: "dense", hasExperts: false, data: [null, "cifar-10/train"] }];
  const arms = armsOf({ ...suite, backends: ["null"] }, fitting, { ...axes, batches: [1] });
  expect(arms.map(armKey)).toEqual([
    "dense@null dense b1 t1",
    "dense@null dense b1 t1 on cifar-10/train",
  ]);
});

test("controls: a dense arm again, and a router that is frozen", () => {
  expect(keys(gather, { batches: [1], controls: ["same-again", "frozen-router"] })).toEqual([
    "dense@null dense b1 t1",
    "dense@null dense b1 t1 same-again",
    "vmoe@null gather b1 t1",
    "vmoe@null gather b1 t1 frozen-router",
  ]);
});

test("only the arms that are named, and what they are compared with", () => {
  const only = ["vmoe@null gather b8 t1 multi-stream"];
  expect(keys({ only })).toEqual(["dense@null dense b8 t1 multi-stream", ...only]);
  expect(() => keys({ only: ["vmoe@null gathr b1 t1"] })).toThrow(
    'There is no arm "vmoe@null gathr b1 t1". Did you mean',
  );
});

test("rules name scenarios, too", () => {
  const exclude = [{ scenario: { kind: "offline" as const }, batch: 1 }];
  const scenarios = [{ kind: "offline" }] as const;
  expect(keys({ exclude, ...gather }, { scenarios })).toEqual([
    "dense@null dense b8 t1 offline",
    "vmoe@null gather b8 t1 offline",
  ]);
});

test("a million cells are refused before any of them is made", () => {
  const names = Array.from({ length: 100 }, (_, i) => `m${i}`);
  const [models, backends] = [names, names];
  const batches = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(() => keys({ models, backends, ...gather }, { batches })).toThrow(
    'Suite "small" has 1000000 combinations of its axes; at most 10000 are planned.',
  );
});
