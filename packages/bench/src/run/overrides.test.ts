import { suiteSchema } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { withOverrides } from "./overrides.ts";

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
const nothing = {
  backends: undefined,
  models: undefined,
  strategies: undefined,
  precisions: undefined,
  expertCaps: undefined,
  batches: undefined,
  threads: undefined,
  scenarios: undefined,
  controls: undefined,
  only: undefined,
  firstEver: undefined,
  ratioHalfWidth: undefined,
  coolDownSeconds: undefined,
  budgetSeconds: undefined,
  software: undefined,
  referenceImages: undefined,
  profile: undefined,
  images: undefined,
  proofImages: undefined,
};

it("changes what is given and nothing else", () => {
  const request = { ...nothing, device: "local", out: "results" };
  expect(withOverrides(suite, request)).toEqual(suite);
  expect(withOverrides(suite, { ...nothing, models: ["a"], images: 10 })).toEqual({
    ...suite,
    models: ["a"],
    dataset: { name: "d", split: "test", images: 10 },
  });
});

it("leaves out no strategy that is asked for by name", () => {
  const exclude = [{ backend: "null", strategy: "split" as const }, { model: "b" }];
  const limited = { ...suite, exclude };
  expect(withOverrides(limited, nothing).exclude).toEqual(exclude);
  expect(withOverrides(limited, { ...nothing, strategies: ["split"] }).exclude).toEqual([
    { model: "b" },
  ]);
});

it("refuses what no suite may say", () => {
  expect(() => withOverrides(suite, { ...nothing, backends: ["Not An Id"] })).toThrow(
    "the command line",
  );
});
