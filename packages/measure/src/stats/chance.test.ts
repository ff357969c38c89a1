import { describe, expect, it } from "vitest";
import { besideChance, onlyClass } from "./accuracy.ts";

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
