import fc from "fast-check";
import { expect, test } from "vitest";
import { isFlat } from "./flat.ts";
import { seededRandom } from "./random.ts";

test("too few samples are never flat", () => {
  expect(isFlat([1, 1, 1, 1, 1, 1, 1, 1, 1])).toBe(false);
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
