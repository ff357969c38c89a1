import { expect, test } from "vitest";
import type { DryRun } from "@vmoe-bench/runner";
import { dryRunText } from "./run-text.ts";

const times = { blocks: 30, leastBlocks: 5, leastSeconds: 17.5, mostSeconds: 105 };
const planned: DryRun = {
  ...times,
  budgetSeconds: null,
  arms: [{ task: "latency", arm: "vit@null dense b1 t1", ...times }],
};

test("a suite without a time of its own is announced as one figure, and what may follow", () => {
  expect(dryRunText(planned)).toContain(
    "5 to 30 blocks, about 18 s, and more rounds where intervals stay wide. Nothing was run.",
  );
  expect(dryRunText(planned)).toMatch(/vit@null dense b1 t1 +5 to 30 +18 s$/m);
});

test("a suite with a time of its own takes at most that", () => {
  const within = { ...planned, mostSeconds: 60, budgetSeconds: 60 };
  expect(dryRunText(within)).toContain("5 to 30 blocks, at most 1 min 00 s. Nothing was run.");
});
