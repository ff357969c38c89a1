import { type Round, seededRandom } from "@vmoe-bench/measure";
import { expect, test } from "vitest";
import fc from "fast-check";
import { expandedTail, hierarchicalBootstrap, PooledBlocks, symmetricBeta } from "./bootstrap.ts";

test("Beta(a,a) has mean 1/2 and variance 1/(4(2a+1))", () => {
  for (const a of [1, 6, 500]) {
    const random = seededRandom(1);
    const draws = Array.from({ length: 20_000 }, () => symmetricBeta(a, random));
    const mean = draws.reduce((s, x) => s + x, 0) / draws.length;
    const variance = draws.reduce((s, x) => s + (x - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance * 4 * (2 * a + 1)).toBeGreaterThan(0.96);
    expect(variance * 4 * (2 * a + 1)).toBeLessThan(1.04);
  }
});

test("reads ranks as if the drawn blocks were gathered and sorted", () => {
  const block = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 });
  const drawn = fc.array(fc.tuple(block, fc.integer({ min: 0, max: 3 })), { minLength: 1 });
  fc.assert(
    fc.property(drawn, (pairs) => {
      const blocks = pairs.map(([samples]) => samples);
      const times = pairs.map(([, n]) => n);
      const gathered = pairs
        .flatMap(([samples, n]) => Array.from({ length: n }, () => samples).flat())
        .toSorted((a, b) => a - b);
      const pooled = new PooledBlocks(blocks);
      expect(pooled.size(times)).toBe(gathered.length);
      expect(gathered.map((_, i) => pooled.atRank(i + 1, times))).toEqual(gathered);
    }),
  );
});

test("the ratio is that of the medians of all samples", () => {
  const twelve = [1, 1, 1, 1, 2, 2, 2, 2, 9, 9, 9, 9];
  const round = { arm: [4, 4, 4, 4, 4, 4], baseline: twelve };
  const interval = hierarchicalBootstrap([round, round], { seed: 1, resamples: 100 });
  expect(interval).toMatchObject({ ratio: 2, rounds: 2 });
});

test("one drawn rank stands for drawing every sample: it spreads as a plain bootstrap does", () => {
  const simulated = seededRandom(5);
  const block = () => Array.from({ length: 15 }, () => 0.5 + simulated.uniform());
  const data = Array.from({ length: 40 }, () => ({ arm: block(), baseline: block() }));
  const interval = hierarchicalBootstrap(data, { seed: 2, resamples: 4_000 });
  const random = seededRandom(9);
  const pick = (values: readonly number[]) => values[random.integer(values.length)] ?? NaN;
  const plain = Array.from({ length: 1_000 }, () => {
    const drawn = data.map(() => data[random.integer(data.length)] ?? { arm: [], baseline: [] });
    const middle = (side: keyof Round) => {
      const resampled = drawn.flatMap((round) => round[side].map(() => pick(round[side])));
      return resampled.toSorted((a, b) => a - b)[resampled.length >> 1] ?? NaN;
    };
    return middle("arm") / middle("baseline");
  });
  const sorted = plain.toSorted((a, b) => a - b);
  const width = (sorted[975] ?? NaN) - (sorted[25] ?? NaN);
  expect(interval.high - interval.low).toBeGreaterThan(0.85 * width);
  expect(interval.high - interval.low).toBeLessThan(1.25 * width);
});

test("few rounds widen the tails, many do not", () => {
  // n = 5: t(4) = 2.77645 times sqrt(5/4) is 3.10416, and Φ(−3.10416) = 0.000954.
  expect(expandedTail(5)).toBeCloseTo(0.000954, 6);
  expect(expandedTail(10_000)).toBeCloseTo(0.025, 4);
  expect(expandedTail(2)).toBeCloseTo(0, 6);
});
