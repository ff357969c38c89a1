import { check as validate, suiteSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { requireConsistent } from "./contradictions.ts";

const suite = {
  schemaVersion: 1,
  name: "s",
  description: "",
  models: ["m"],
  backends: ["null"],
  strategies: ["gather"],
  batches: [1, 8],
  dataset: { name: "d", split: "test" },
  profile: "quick",
};
const check = (changes: object) => () =>
  requireConsistent(validate(suiteSchema, { ...suite, ...changes }, "suites/s.json"));

test("a suite that can be meant passes", () => {
  expect(check({})).not.toThrow();
  const exclude = [
    { strategy: "dense", batch: 8 },
    { backend: "null", scenario: "offline" },
  ];
  expect(check({ exclude, scenarios: ["single-stream", "offline"] })).not.toThrow();
});

test.each([
  [{ exclude: [{ model: "x" }] }, '"exclude" 0: no arm has the model "x"'],
  [{ exclude: [{ batch: 1 }, { batch: 2 }] }, '"exclude" 1: no arm has the batch 2'],
  [{ exclude: [{ data: "cifar-10/test" }] }, 'no arm has the data "cifar-10/test"'],
  [{ threads: [1], exclude: [{ threads: 2 }] }, "no arm has the threads 2"],
  [
    { scenarios: ["offline"], exclude: [{ scenario: "single-stream" }] },
    'no arm has the scenario "single-stream"',
  ],
  [{ expertCaps: [1] }, '"expertCaps" are for the strategy "split-lazy"'],
  [{ batches: [1], scenarios: ["multi-stream"] }, "needs a batch above 1"],
  [{ batches: [8], scenarios: [{ kind: "camera", framesPerSecond: 30 }] }, "needs a batch of 1"],
])("%j contradicts itself", (changes, why) => {
  expect(check(changes)).toThrow(why);
});

test("all contradictions are named at once", () => {
  expect(check({ expertCaps: [1], exclude: [{ model: "x" }] })).toThrow(
    'Suite "s" contradicts itself: "exclude" 0: no arm has the model "x"; "expertCaps" are for the strategy "split-lazy", which is not in "strategies".',
  );
});

test.each([
  [{ colour: "red" }, 'unknown key "colour"'],
  [{ models: [] }, "models"],
  [{ scenarios: [] }, "scenarios"],
  [{ threads: [] }, "threads"],
  [{ threads: [0] }, "threads"],
  [{ scenarios: ["server"] }, "scenarios"],
  [{ scenarios: [{ kind: "camera", framesPerSecond: 0 }] }, "scenarios"],
  [{ version: "1" }, "version"],
  [{ exclude: [{}] }, "names nothing"],
  [{ models: Array.from({ length: 101 }, (_, i) => `m${i}`) }, "models"],
])("the field of %j that is wrong is named", (changes, field) => {
  expect(check(changes)).toThrow("suites/s.json: ");
  expect(check(changes)).toThrow(field);
});

test("a scenario without numbers is written as its name", () => {
  const { scenarios } = validate(suiteSchema, { ...suite, scenarios: ["offline"] }, "s");
  expect(scenarios).toEqual([{ kind: "offline" }]);
  expect(validate(suiteSchema, { ...suite, scenarios }, "s").scenarios).toEqual(scenarios);
});
