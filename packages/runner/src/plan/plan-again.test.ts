import { expect, test } from "vitest";
import { device, plan } from "../testing/suite.ts";
import { planAgain } from "./plan.ts";

const now = {
  models: [
    { id: "dense", hasExperts: false },
    { id: "vmoe", hasExperts: true, baseline: "dense" },
  ],
  singleThreaded: new Set<string>(),
  splitSizes: [7],
  datasetDirs: [null],
};

test("a plan comes out the same again, images and order included", () => {
  const made = plan();
  expect(planAgain(made.manifest, now)).toEqual(made);
});

test("a plan that comes out differently is refused", () => {
  const { manifest } = plan({ device: { ...device, threads: 2 } });
  const changed = { ...manifest, device };
  expect(() => planAgain(changed, now)).toThrow("comes out differently now");
});
