import fc from "fast-check";
import { expect, test } from "vitest";
import { proportion, top1 } from "./accuracy.ts";

test.each([
  // As tabled for Wilson's interval.
  [90, 100, 0.8256, 0.9448],
  // z² = 3.8415: the centre is (106 + z²/2)/(128 + z²) = 107.921/131.841, not 106/128.
  [106, 128, 0.7535, 0.8837],
  // All and none: n/(n + z²) and z²/(n + z²).
  [128, 128, 0.9709, 1],
  [32, 32, 0.8928, 1],
  [0, 10, 0, 0.2775],
])("the Wilson interval of %i of %i is [%f, %f]", (hits, n, low, high) => {
  const found = proportion(hits, n);
  expect(found?.low).toBeCloseTo(low, 4);
  expect(found?.high).toBeCloseTo(high, 4);
});

test("for many images it is the usual 1.96·sqrt(p(1−p)/n) to either side", () => {
  const found = proportion(9_000, 10_000);
  const half = 1.96 * Math.sqrt(0.09 / 10_000);
  expect(found?.low).toBeCloseTo(0.9 - half, 3);
  expect(found?.high).toBeCloseTo(0.9 + half, 3);
});

test("an interval holds its part, stays in [0,1], and is narrower with more images", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1 }), (n, part) => {
      const hits = Number.isNaN(part) ? 0 : Math.round(n * part);
      const few = proportion(hits, n) ?? { low: NaN, high: NaN, value: NaN };
      const many = proportion(hits * 4, n * 4) ?? few;
      expect(few.low).toBeGreaterThanOrEqual(0);
      expect(few.value).toBeGreaterThanOrEqual(few.low);
      expect(few.value).toBeLessThanOrEqual(few.high);
      expect(few.high).toBeLessThanOrEqual(1);
      expect(many.high - many.low).toBeGreaterThan(0);
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    }),
  );
});

test("all and none are each other's mirror image", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (n) => {
      const { low, high } = proportion(n, n) ?? { low: NaN, high: NaN };
      const mirrored = proportion(0, n);
      expect(1 - low).toBeCloseTo(mirrored?.high ?? NaN, 12);
      expect(1 - high).toBe(mirrored?.low);
    }),
  );
});

test("top-1 counts equal classes", () => {
  expect(top1([1, 2, 3, 4], [1, 2, 0, 4])).toMatchObject({ value: 0.75, n: 4 });
});

test("a count that is none, or of nothing, is not enough", () => {
  expect([proportion(NaN, 4), proportion(1, NaN), proportion(5, 4), proportion(-1, 4)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(top1([], [])).toBeUndefined();
});
