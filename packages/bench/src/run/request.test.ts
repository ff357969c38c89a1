import { suiteSchema } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { withOverrides } from "./request.ts";

const suite = suiteSchema.parse({
  schemaVersion: 1,
  name: "s",
  description: "",
  models: ["a", "b"],
  backends: ["null"],
  strategies: ["gather"],
  batches: [1],
  dataset: { name: "d", split: "test" },
  profile: "quick",
});
it("changes what is given and nothing else", () => {
  expect(withOverrides(suite, {})).toEqual(suite);
  expect(withOverrides(suite, { backends: undefined, models: ["a"], images: 10 })).toEqual({
    ...suite,
    models: ["a"],
    dataset: { name: "d", split: "test", images: 10 },
  });
});

it("refuses what no suite may say", () => {
  expect(() => withOverrides(suite, { backends: ["Not An Id"] })).toThrow("the command line");
});

it("refuses what it does not know in place of leaving it out", () => {
  const misspelt = { bathces: [1], models: ["a"] };
  expect(() => withOverrides(suite, misspelt)).toThrow(
    'There is no override "bathces". Did you mean "batches"?',
  );
  // No command could say it, so a record would not tell of it.
  expect(() => withOverrides(suite, { accuracyBatch: 8 })).toThrow("accuracyBatch");
});

it("leaves out no strategy that is asked for by name", () => {
  const exclude = [{ backend: "null", strategy: "split" as const }, { model: "b" }];
  const limited = { ...suite, exclude };
  expect(withOverrides(limited, {}).exclude).toEqual(exclude);
  expect(withOverrides(limited, { strategies: ["split"] }).exclude).toEqual([{ model: "b" }]);
});
