import { profiles, suiteSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { plan, suite } from "../testing/suite.ts";
import { requireBudget } from "./time-left.ts";
import { withShorterBlocks } from "../plan/tasks.ts";

const withBudget = (budgetSeconds: number | null) => plan({ suite: { ...suite, budgetSeconds } });

test("no time at all and more than a week are no budgets", () => {
  const year = 31_536_000;
  for (const budgetSeconds of [0, -1, NaN, year])
    expect(suiteSchema.safeParse({ ...suite, budgetSeconds }).success).toBe(false);
});

test("a second is too little, and what would fit is said", () => {
  // Two backends with 3 accuracy blocks of 4.5 s and 3 rounds of 3 blocks of 1.51 s each, of which
  // 0.01 s are timed: 54 s without, which two fifths of the time for samples make 90 s.
  expect(() => requireBudget(withBudget(1))).toThrow(
    'The least work of suite "small" takes about 90 s (24 blocks), and it has 1 s.',
  );
  expect(() => requireBudget(withBudget(1))).toThrow(
    expect.objectContaining({
      remedy: "Give it --time 90s, or less to do: fewer models or strategies.",
    }),
  );
  expect(() => requireBudget(withBudget(50))).toThrow(
    expect.objectContaining({
      remedy:
        "Give it --time 90s, or less to do: --backend null (45 s) or --backend ort-node/cpu (45 s).",
    }),
  );
});

test("where there is one model and one strategy, only a longer time is named", () => {
  const one = { ...suite, models: ["dense"], backends: ["null"] };
  const models = [{ id: "dense", hasExperts: false }];
  // One accuracy block of 4.5 s and 3 latency blocks of 1.5 s, of which two fifths are left for samples.
  expect(() => requireBudget(plan({ suite: { ...one, budgetSeconds: 1 }, models }))).toThrow(
    expect.objectContaining({ remedy: "Give it --time 15s." }),
  );
});

test("what fits, and what has no end, is planned", () => {
  expect(() => requireBudget(withBudget(55))).not.toThrow();
  expect(() => requireBudget(withBudget(null))).not.toThrow();
});

const quickly = (budgetSeconds: number) =>
  plan({
    suite: { ...suite, budgetSeconds },
    profile: withShorterBlocks(profiles.quick, budgetSeconds, 6),
  });

test("the time that is named is one that it fits into", () => {
  let named = NaN;
  try {
    requireBudget(quickly(2));
  } catch (error) {
    named = Number(/about (\d+) s/.exec(String(error))?.[1]);
  }
  expect(named).toBeGreaterThan(60);
  expect(() => requireBudget(quickly(named))).not.toThrow();
});
