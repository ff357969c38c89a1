import fc from "fast-check";
import { expect, test } from "vitest";
import { medianRatio } from "./median-ratio.ts";
import type { Round } from "./median-ratio.ts";
import { sortedAscending } from "./quantile.ts";
import { seededRandom } from "./random.ts";
import type { Random } from "./random.ts";

/** Rounds whose arms take `factor` and 1 ms, each sample ±`noise`, each round times its own pace. */
function rounds(
  count: number,
  {
    factor,
    noise,
    pace = 0,
    n = 100,
  }: Record<"factor" | "noise", number> & { pace?: number; n?: number },
  random: Random,
): Round[] {
  const around = (centre: number) =>
    Array.from({ length: n }, () => centre * (1 + noise * (2 * random.uniform() - 1)));
  return Array.from({ length: count }, () => {
    const slow = 1 + pace * random.uniform();
    return { arm: around(factor * slow), baseline: around(slow) };
  });
}

test("the ratio is that of the medians of all samples", () => {
  const twelve = [1, 1, 1, 1, 2, 2, 2, 2, 9, 9, 9, 9];
  const found = medianRatio(
    [
      { arm: [4, 4, 4, 4, 4, 4], baseline: twelve },
      { arm: [4, 4, 4, 4, 4, 4], baseline: twelve },
    ],
    { seed: 1 },
  );
  expect(found).toMatchObject({ ratio: 2, rounds: 2 });
});

test("without noise the interval is the ratio", () => {
  const found = medianRatio(rounds(5, { factor: 1.5, noise: 0 }, seededRandom(1)), { seed: 1 });
  expect(found).toMatchObject({ ratio: 1.5, low: 1.5, high: 1.5, rounds: 5 });
});

test("what slows both arms of a round does not widen the interval", () => {
  const noise = 0.01;
  const paced = medianRatio(rounds(5, { factor: 1.2, noise, pace: 2 }, seededRandom(3)), {
    seed: 1,
  });
  expect(paced?.low).toBeGreaterThan(1.1);
  expect(paced?.high).toBeLessThan(1.3);
});

test("there is no interval without two rounds, eleven samples and positive medians", () => {
  const one = Array.from({ length: 20 }, () => 1);
  const zero = Array.from({ length: 20 }, () => 0);
  const few = { arm: [1, 2], baseline: [1, 2] };
  expect(medianRatio([], { seed: 1 })).toBeUndefined();
  expect(medianRatio([{ arm: one, baseline: one }], { seed: 1 })).toBeUndefined();
  expect(medianRatio([few, few], { seed: 1 })).toBeUndefined();
  const still = { arm: zero, baseline: zero };
  expect(medianRatio([still, still], { seed: 1 })).toBeUndefined();
});

test("a seed gives the same interval, which holds the ratio", () => {
  const samples = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
    minLength: 11,
    maxLength: 20,
  });
  const anyRounds = fc.array(fc.record({ arm: samples, baseline: samples }), {
    minLength: 2,
    maxLength: 4,
  });
  fc.assert(
    fc.property(anyRounds, fc.integer(), (data, seed) => {
      const found = medianRatio(data, { seed, resamples: 100 });
      expect(found).toEqual(medianRatio(data, { seed, resamples: 100 }));
      expect(found?.low).toBeLessThanOrEqual(found?.ratio ?? NaN);
      expect(found?.high).toBeGreaterThanOrEqual(found?.ratio ?? NaN);
    }),
    { numRuns: 30 },
  );
});

test("one drawn rank stands for drawing every sample: it spreads as a plain bootstrap does", () => {
  const data = rounds(40, { factor: 1, noise: 0.5, n: 15 }, seededRandom(5));
  const found = medianRatio(data, { seed: 2, resamples: 4_000 });
  const random = seededRandom(9);
  const pick = (values: readonly number[]) => values[random.integer(values.length)] ?? NaN;
  const plain = Array.from({ length: 1_000 }, () => {
    const drawn = data.map(() => data[random.integer(data.length)] ?? { arm: [], baseline: [] });
    const middle = (side: keyof Round) => {
      const resampled = drawn.flatMap((round) => round[side].map(() => pick(round[side])));
      return sortedAscending(resampled)[resampled.length >> 1] ?? NaN;
    };
    return middle("arm") / middle("baseline");
  });
  const sorted = sortedAscending(plain);
  const width = (sorted[975] ?? NaN) - (sorted[25] ?? NaN);
  expect((found?.high ?? NaN) - (found?.low ?? NaN)).toBeGreaterThan(0.85 * width);
  expect((found?.high ?? NaN) - (found?.low ?? NaN)).toBeLessThan(1.25 * width);
});

test("with five rounds the interval holds the true ratio in about 95 of 100 comparisons", () => {
  const random = seededRandom(11);
  const covered = Array.from({ length: 200 }, (_, seed) => {
    // Each block has a level of its own, ±3 %, apart from the pace that both arms share.
    const data = rounds(5, { factor: 1, noise: 0.1, pace: 0.2 }, random).map((round) => {
      const level = 1 + 0.06 * (random.uniform() - 0.5);
      return { ...round, arm: round.arm.map((ms) => ms * level) };
    });
    const found = medianRatio(data, { seed, resamples: 2_000 });
    return found !== undefined && found.low <= 1 && found.high >= 1;
  });
  expect(covered.filter(Boolean).length).toBeGreaterThan(180);
});
