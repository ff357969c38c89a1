import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { besideChance, onlyClass, proportion, top1 } from "./accuracy.ts";

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
  const part = proportion(hits, n);
  expect(part?.low).toBeCloseTo(low, 4);
  expect(part?.high).toBeCloseTo(high, 4);
});

test("for many images it is the usual 1.96·sqrt(p(1−p)/n) to either side", () => {
  const part = proportion(9_000, 10_000);
  const half = 1.96 * Math.sqrt(0.09 / 10_000);
  expect(part?.low).toBeCloseTo(0.9 - half, 3);
  expect(part?.high).toBeCloseTo(0.9 + half, 3);
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

const withHits = (hits: number) => Array.from({ length: 50_000 }, (_, i) => (i < hits ? 0 : 1));
const zeros = (n: number) => Array<number>(n).fill(0);

describe("besideChance", () => {
  it("is the exact binomial tail", () => {
    // At least 2 of 3 at 1/2: 3/8 + 1/8. Of 10 classes: 3·0.01·0.9 + 0.001.
    expect(besideChance(zeros(6), [0, 0, 0, 0, 1, 1], 2)?.pValue).toBeCloseTo(22 / 64, 12);
    expect(besideChance(zeros(3), [0, 0, 1], 10)?.pValue).toBeCloseTo(0.028, 12);
    expect(besideChance(zeros(3), [1, 1, 1], 10)).toEqual({
      hits: 0,
      images: 3,
      classes: 10,
      pValue: 1,
    });
  });

  it("says nothing where a model that is always right would not show it", () => {
    // 1/2^4 = 0.0625, 1/2^5 = 0.03125.
    expect(besideChance(zeros(4), zeros(4), 2)).toBeUndefined();
    expect(besideChance(zeros(5), zeros(5), 2)?.pValue).toBeCloseTo(0.03125, 12);
    expect(besideChance([], [], 10)).toBeUndefined();
    expect(besideChance(zeros(9), zeros(9), 1)).toBeUndefined();
  });

  it("does not underflow", () => {
    // 50,000 images of 1,000 classes: 50 are expected by guessing, with a deviation of 7.
    expect(besideChance(zeros(50_000), withHits(50), 1_000)?.pValue).toBeCloseTo(0.52, 1);
    expect(besideChance(zeros(50_000), withHits(40_000), 1_000)?.pValue).toBeCloseTo(0, 6);
  });
});

describe("onlyClass", () => {
  const labels = [0, 1, 2, 3, 4, 5, 6, 7];
  it("is the one that all images get, though seven are of others", () => {
    expect(onlyClass(labels, zeros(8))).toBe(0);
    expect(onlyClass(labels, [0, 0, 0, 0, 0, 0, 0, 1])).toBeUndefined();
  });
  it("is none where the images are of that class, or few are of others", () => {
    expect(onlyClass(zeros(100), zeros(100))).toBeUndefined();
    expect(onlyClass(labels.slice(0, 7), zeros(7))).toBeUndefined();
    expect(onlyClass([], [])).toBeUndefined();
  });
});
