import { expect, test } from "vitest";
import { type ComparisonGoal, comparisonProgress, verdictOf, verdictText } from "./verdict.ts";
import { simulatedRounds } from "./testing/rounds.ts";
import { seededRandom } from "./stats/random.ts";
import type { Round } from "./stats/median-ratio.ts";

const ratio = (value: number, low: number, high: number) => ({
  ratio: value,
  low,
  high,
  rounds: 5,
});

test.each([
  [ratio(1.08, 1.04, 1.12), "1.08x slower"],
  [ratio(0.893, 0.85, 0.93), "1.12x faster"],
  // The interval holds 1.
  [ratio(1.3, 0.99, 1.6), "no difference shown"],
  // The interval excludes 1, the effect is 5 % or less, in either direction.
  [ratio(1.04, 1.03, 1.05), "no difference shown"],
  [ratio(1 / 1.05, 0.94, 0.97), "no difference shown"],
  [undefined, "not enough samples"],
])("%o is %s", (found, text) => {
  expect(verdictText(found, 0.05)).toBe(text);
});

test("the threshold is the caller's", () => {
  const small = ratio(1.02, 1.01, 1.03);
  expect([verdictOf(small, 0.05), verdictOf(small, 0.01)]).toEqual(["no-difference", "slower"]);
});

const goal: ComparisonGoal = {
  seed: 1,
  threshold: 0.05,
  minRounds: 5,
  minSamples: 50,
  minMs: 50,
};

/** Rounds of 20 samples of about 1 ms whose ratios are these. */
const withRatios = (ratios: readonly number[]): Round[] =>
  ratios.map((ratio) => ({
    arm: Array.from({ length: 20 }, () => ratio),
    baseline: Array.from({ length: 20 }, () => 1),
  }));
const stops = (ratios: readonly number[], more: Partial<ComparisonGoal> = {}) =>
  comparisonProgress(withRatios(ratios), { ...goal, ...more }).narrowEnough;

test("it goes on until the interval is as narrow as asked", () => {
  // Standard deviation of the log ratios 0.00998: half-width 2.776 · 0.00998 / √5 = 0.0124.
  const rounds = [0.99, 1, 1, 1, 1.0152];
  expect(stops(rounds)).toBe(true);
  expect(stops(rounds, { halfWidth: 0.01 })).toBe(false);
});

test("it goes on until rounds, samples and time are enough", () => {
  const rounds = [1, 1.001, 1, 1.001, 1];
  expect(stops(rounds)).toBe(true);
  expect(stops(rounds, { minRounds: 6 })).toBe(false);
  expect(stops(rounds, { minSamples: 101 })).toBe(false);
  expect(stops(rounds, { minMs: 101 })).toBe(false);
});

test("a clear difference ends it though its interval is wide", () => {
  // Mean log ratio 0.25, standard deviation 0.0408: 13.7 standard errors; 3.298 are asked for first.
  const clear = [1.3, 1.3, 1.25, 1.35, 1.22];
  expect(stops(clear)).toBe(true);
  expect(stops(clear, { threshold: 0.4 })).toBe(false);
});

test("later looks ask for more than the first", () => {
  // Six rounds, mean 0.1, standard deviation 0.055: 4.5 standard errors. t(5) is 3.003 at 3 % and
  // 5.376 at 0.3 %.
  const half = 0.055 * Math.sqrt(5 / 6);
  const rounds = [1, -1, 1, -1, 1, -1].map((sign) => Math.exp(0.1 + sign * half));
  expect(stops(rounds, { minRounds: 6 })).toBe(true);
  expect(stops(rounds)).toBe(false);
});

test("what is no measurement never ends a comparison", () => {
  expect(comparisonProgress([], goal)).toEqual({ ratio: undefined, narrowEnough: false });
  expect(stops([NaN, 1, 1, 1, 1])).toBe(false);
  expect(stops([0, 0, 0, 0, 0])).toBe(false);
});

test("stopping early keeps the interval's coverage", () => {
  const random = seededRandom(7);
  const noise = { factor: 1, noise: 0.05, level: 0.05, n: 11 };
  const ended = Array.from({ length: 400 }, () => {
    const rounds: Round[] = [];
    for (;;) {
      rounds.push(...simulatedRounds(rounds.length === 0 ? 5 : 1, noise, random));
      const asked = { ...goal, minSamples: 1, minMs: 1 };
      const { ratio, narrowEnough } = comparisonProgress(rounds, asked);
      if (ratio !== undefined && (narrowEnough || rounds.length >= 30)) return ratio;
    }
  });
  const covered = ended.filter(({ low, high }) => low <= 1 && high >= 1).length;
  expect(covered / ended.length).toBeGreaterThan(0.92);
  expect(new Set(ended.map(({ rounds }) => rounds)).size).toBeGreaterThan(5);
});
