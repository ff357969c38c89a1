import { expect, test } from "vitest";
import {
  comparisonProgress,
  seededRandom,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";
import { simulatedNoise } from "../noise.ts";
import { claims, compare, coverage, excludesOne, quick } from "../simulate.ts";

const ratio = (value: number, low: number, high: number): MedianRatio => ({
  ratio: value,
  low,
  high,
  rounds: 5,
});

const block = (ms: number) => Array.from({ length: 30 }, () => ms);

test("rates are parts of the comparisons", () => {
  const simulated = [
    ratio(1.1, 1.05, 1.15),
    ratio(1.03, 1.01, 1.05),
    ratio(1, 0.9, 1.1),
    ratio(0.9, 0.85, 0.95),
  ];
  expect(coverage(simulated, 1)).toBe(0.25);
  expect(coverage(simulated, 1.05)).toBe(0.75);
  expect(excludesOne(simulated)).toBe(0.75);
  expect(claims(simulated)).toBe(0.5);
});

test("a comparison without noise ends after its first rounds", () => {
  const { fixed, stopped } = compare((f) => ({ arm: block(f), baseline: block(1) }), 1.02);
  expect(fixed.map(({ rounds }) => rounds)).toEqual([3, 4, 5, 8]);
  expect(fixed[2]).toEqual(stopped);
  expect(stopped.rounds).toBe(quick.firstRounds);
  expect(stopped.ratio).toBeCloseTo(1.02, 12);
});

test("one with too much noise ends at its cap", () => {
  let turn = 0;
  const next = () => ({ arm: block((turn++ % 2) + 1), baseline: block(1.4) });
  expect(compare(next, 1).stopped.rounds).toBe(quick.mostRounds);
});

test("it ends where the runner's own question ends it, with the same interval", () => {
  for (const noise of simulatedNoise) {
    const seen: Round[] = [];
    const next = noise.start(seededRandom(5));
    const { stopped } = compare((factor) => {
      const round = next(factor);
      seen.push(round);
      return round;
    }, 1.03);
    const goal = { seed: 1, threshold: 0.05, minRounds: 5, minSamples: 128, minMs: 0 };
    const asked = seen.map((_, i) => comparisonProgress(seen.slice(0, i + 1), goal));
    const last = asked.findIndex(({ narrowEnough }) => narrowEnough);
    expect(stopped.rounds).toBe(last < 0 ? quick.mostRounds : last + 1);
    expect(asked[stopped.rounds - 1]?.ratio).toEqual(stopped);
  }
});
