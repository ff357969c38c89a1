import fc from "fast-check";
import { expect, test } from "vitest";
import { simulatedRounds } from "../testing/rounds.ts";
import {
  independentMedianRatio,
  logErrorOf,
  medianRatio,
  ratioOfLogs,
  type Round,
} from "./median-ratio.ts";
import { seededRandom } from "./random.ts";

/** Six samples of each arm, all alike. */
const flat = (arm: number, baseline: number): Round => ({
  arm: Array.from({ length: 6 }, () => arm),
  baseline: Array.from({ length: 6 }, () => baseline),
});

test("the ratio is the geometric mean of the rounds' ratios of medians", () => {
  // Ratios 2, 2 and 1: the cube root of 4.
  const ratio = medianRatio([flat(4, 2), flat(6, 3), flat(5, 5)]);
  expect(ratio?.ratio).toBeCloseTo(4 ** (1 / 3), 12);
  expect(ratio?.rounds).toBe(3);
});

test("where the rounds are not skewed it is Student's interval at the calibrated level", () => {
  // Log ratios 1, 0 and −1: standard deviation 1, and t(2) at 98.2 % is 7.353 over the root of 3
  // (of two degrees of freedom P(|T| < t) = t / √(2 + t²)).
  const ratio = medianRatio([flat(Math.E, 1), flat(1, 1), flat(1, Math.E)]);
  expect(Math.log(ratio?.high ?? NaN)).toBeCloseTo(7.3526 / Math.sqrt(3), 3);
  expect(Math.log(ratio?.low ?? NaN)).toBeCloseTo(-7.3526 / Math.sqrt(3), 3);
});

test("of five rounds and more it leaves out 2.5 %", () => {
  const alternating = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? flat(2, 1) : flat(1, 2)));
  // Six log ratios ±ln 2: standard deviation ln 2 · √(6/5); t(5) at 97.5 % is 3.1634 (the density, integrated).
  const half = (3.1634 * Math.LN2 * Math.sqrt(6 / 5)) / Math.sqrt(6);
  expect(Math.log(medianRatio(alternating)?.high ?? NaN)).toBeCloseTo(half, 4);
});

test("without noise the interval is the ratio", () => {
  const ratio = medianRatio([flat(3, 2), flat(3, 2)]);
  expect(ratio?.low).toBeCloseTo(1.5, 12);
  expect(ratio?.high).toBeCloseTo(1.5, 12);
});

test("what slows both arms of a round does not widen the interval", () => {
  const [slow, calm] = [2, 0].map((pace) =>
    medianRatio(simulatedRounds(5, { factor: 1.2, noise: 0.01, pace }, seededRandom(3))),
  );
  expect(slow?.low).toBeCloseTo(calm?.low ?? NaN, 2);
  expect(slow?.high).toBeCloseTo(calm?.high ?? NaN, 2);
});

const ok = flat(2, 1);
test.each<[string, Round[]]>([
  ["no round", []],
  ["one round", [{ arm: [...ok.arm, ...ok.arm], baseline: [...ok.baseline, ...ok.baseline] }]],
  ["one sample a block", Array.from({ length: 5 }, () => ({ arm: [1], baseline: [1] }))],
  ["a block that is empty in all rounds but one", [ok, { arm: ok.arm, baseline: [] }]],
  ["samples of zero", [flat(0, 0), flat(0, 0)]],
  ["a baseline of zero", [ok, flat(1, 0)]],
  ["NaN", [ok, ok, { arm: [...ok.arm, NaN], baseline: ok.baseline }]],
  ["infinity", [ok, ok, { arm: [...ok.arm, Infinity], baseline: ok.baseline }]],
  ["time below zero", [ok, ok, { arm: [...ok.arm, -1], baseline: ok.baseline }]],
])("%s is not enough", (_, rounds) => {
  expect(medianRatio(rounds)).toBeUndefined();
});

test("the interval holds the ratio, turns with the arms, and follows the unit", () => {
  const samples = fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 11, maxLength: 20 });
  const anyRounds = fc.array(fc.record({ arm: samples, baseline: samples }), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(anyRounds, (data) => {
      const ratio = medianRatio(data);
      expect(ratio?.low ?? 0).toBeLessThanOrEqual(ratio?.ratio ?? 0);
      expect(ratio?.high ?? 0).toBeGreaterThanOrEqual(ratio?.ratio ?? 0);
      const turned = data.map(({ arm, baseline }) => ({ arm: baseline, baseline: arm }));
      expect(medianRatio(turned)?.low).toBeCloseTo(1 / (ratio?.high ?? NaN), 9);
      const scaled = data.map(({ arm, baseline }) => ({ arm: arm.map((ms) => 3 * ms), baseline }));
      expect(medianRatio(scaled)?.high).toBeCloseTo(3 * (ratio?.high ?? NaN), 8);
    }),
    { numRuns: 50 },
  );
});

test("five rounds hold the true ratio in 95 of 100 comparisons", () => {
  const random = seededRandom(11);
  const noise = { factor: 1, noise: 0.1, pace: 0.2, level: 0.03, n: 21 };
  const covered = Array.from({ length: 1_000 }, () => {
    const ratio = medianRatio(simulatedRounds(5, noise, random));
    return ratio !== undefined && ratio.low <= 1 && ratio.high >= 1;
  });
  const part = covered.filter(Boolean).length / covered.length;
  expect(part).toBeGreaterThan(0.93);
  expect(part).toBeLessThan(0.97);
});

test.each([
  [[1, 0, -1], 1 / Math.sqrt(3)],
  [[0, 0, 0, 0, 1, 3], Math.sqrt(22 / 15) / Math.sqrt(6)],
])("the standard error of %j is known from the ratio again", (logs, error) => {
  expect(logErrorOf(ratioOfLogs(logs))).toBeCloseTo(error, 9);
});

const block = (ms: number) => Array.from({ length: 11 }, () => ms);

test("constant blocks have their ratio, and no width", () => {
  const after = [block(3), block(3)];
  const before = [block(2), block(2), block(2)];
  const ratio = independentMedianRatio(after, before);
  expect(ratio?.rounds).toBe(2);
  for (const bound of [ratio?.ratio, ratio?.low, ratio?.high]) expect(bound).toBeCloseTo(1.5, 12);
});

test("blocks are drawn apart: what the same rounds share does not cancel", () => {
  // Round by round the ratio is 1. Logs are ln 2 and ln 4, three times each: variance of one side
  // 0.3 (ln 2)² = 0.14414 (n-1 below), of the mean 0.024023; both 0.048046, its root 0.21919.
  // Welch's degrees of freedom are 10, t is 2.22814: half width 0.48839, exp is 1.62971.
  const blocks = [2, 4, 2, 4, 2, 4].map(block);
  const ratio = independentMedianRatio(blocks, blocks);
  expect(ratio?.ratio).toBeCloseTo(1, 12);
  expect(ratio?.high).toBeCloseTo(1.6297, 4);
  expect(ratio?.low).toBeCloseTo(1 / 1.6297, 4);
});

test.each([
  ["one block", [block(1)], [block(1), block(1)]],
  ["few samples", [[1], [1]], [block(1), block(1)]],
  ["no samples", [[], []], [block(1), block(1)]],
  ["a median of 0", [block(1), block(1)], [block(0), block(0)]],
  ["a sample that is no time", [block(1), block(NaN)], [block(1), block(1)]],
])("%s is not enough", (_, arm, baseline) => {
  expect(independentMedianRatio(arm, baseline)).toBeUndefined();
});
