import { profiles } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { plan, suite } from "../testing/suite.ts";
import { longestPassMs, withShorterBlocks } from "./tasks.ts";

const blockMs = (seconds: number | null, arms: number) => {
  const { minDurationMs, blocks } = withShorterBlocks(profiles.quick, seconds, arms);
  return minDurationMs / blocks;
};

test("the first rounds are timed for two fifths of a short time", () => {
  // 72 s over 14 arms of 5 rounds.
  expect(blockMs(180, 14)).toBeCloseTo(1_028.6, 1);
  expect(withShorterBlocks(profiles.quick, 180, 14).blocks).toBe(5);
});

test("a block is no shorter than half a second, and no longer than its profile's", () => {
  expect(blockMs(180, 100)).toBe(500);
  expect(blockMs(3_600, 7)).toBe(2_000);
  // The default suite keeps the ten seconds of its profile.
  expect(blockMs(180, 7)).toBe(2_000);
});

test("passes over the images share three tenths of the time", () => {
  expect(longestPassMs(180, 9)).toBe(6_000);
  expect(longestPassMs(null, 9)).toBeUndefined();
  const { blocks } = plan({ suite: { ...suite, backends: ["null"], budgetSeconds: 60 } });
  const ends = blocks.flatMap(({ task }) => (task.kind === "accuracy" ? [task.maxMs] : []));
  expect(ends).toEqual([6_000, 6_000, 6_000]);
});

test("a suite without a time, and a profile that was planned with, stay as they are", () => {
  expect(withShorterBlocks(profiles.quick, null, 7)).toEqual(profiles.quick);
  const made = plan({ suite: { ...suite, budgetSeconds: 60 }, profile: profiles.quick });
  expect(made.manifest.profile).toEqual(profiles.quick);
});
