import fc from "fast-check";
import { expect, test } from "vitest";
import { isFlat } from "./variation.ts";
import { seededRandom } from "./random.ts";

test("too few samples are never flat", () => {
  expect(isFlat([1, 1, 1, 1, 1, 1, 1, 1, 1])).toBe(false);
});

test("samples that are no times are never flat", () => {
  expect(isFlat(Array.from({ length: 20 }, (_, i) => (i === 19 ? NaN : 1)))).toBe(false);
});

test("a coarse clock feigns no trend", () => {
  // Two ticks in turn by chance; the halves' medians can differ by one of them.
  const flat = Array.from({ length: 200 }, (_, seed) => {
    const random = seededRandom(seed);
    return isFlat(Array.from({ length: 100 }, () => 1 + random.integer(2)));
  });
  expect(flat.filter((f) => !f).length).toBeLessThan(20);
});

test("a warm-up that is looked at as it goes ends when little is left of it", () => {
  // Runs start at four times the pace of later ones; the loop looks after every 20.
  const left = Array.from({ length: 200 }, (_, seed) => {
    const random = seededRandom(seed);
    const constant = 5 + 60 * random.uniform();
    const excess = (i: number) => 3 * Math.exp(-i / constant);
    const samples: number[] = [];
    while (samples.length < 10 || !isFlat(samples))
      for (let i = 0; i < 20; i++)
        samples.push(1 + excess(samples.length) + 0.1 * (random.uniform() - 0.5));
    return excess(samples.length);
  });
  expect(left.filter((excess) => excess > 0.01).length).toBeLessThanOrEqual(2);
});

test("only the tail counts", () => {
  const falling = Array.from({ length: 20 }, (_, i) => 100 - i);
  expect(isFlat(falling)).toBe(false);
  expect(isFlat([...falling, ...Array.from({ length: 30 }, () => 80)])).toBe(true);
});

test("single slow samples hide no trend and make none", () => {
  const flat = Array.from({ length: 40 }, (_, i) => (i % 9 === 0 ? 50 : 1));
  const rising = Array.from({ length: 40 }, (_, i) => (i % 9 === 0 ? 50 : 1 + i / 20));
  expect([isFlat(flat), isFlat(rising)]).toEqual([true, false]);
});

test("noise without a trend is flat nearly always", () => {
  const flat = Array.from({ length: 200 }, (_, seed) => {
    const random = seededRandom(seed);
    return isFlat(Array.from({ length: 100 }, () => 1 + random.uniform()));
  });
  // A two-sided 5 % test; 200 tries.
  expect(flat.filter((f) => !f).length).toBeLessThan(20);
});

test("the unit of time makes no difference", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 10, maxLength: 50 }),
      (samples) => isFlat(samples) === isFlat(samples.map((ms) => ms * 1_024)),
    ),
  );
});
