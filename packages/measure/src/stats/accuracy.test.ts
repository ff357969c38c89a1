import fc from "fast-check";
import { expect, test } from "vitest";
import { proportion, top1 } from "./accuracy.ts";

test("half-widths of the Wilson interval", () => {
  // 90 of 100: (0.8256, 0.9448), as tabled for Wilson's interval.
  expect(proportion(90, 100)?.halfWidth).toBeCloseTo((0.9448 - 0.8256) / 2, 4);
  // p = 0: half of z²/(n + z²) = 3.8415/13.8415/2.
  expect(proportion(0, 10)?.halfWidth).toBeCloseTo(0.13877, 5);
  expect(proportion(0, 0)).toBeUndefined();
});

test("for many images it is the usual 1.96·sqrt(p(1−p)/n)", () => {
  expect(proportion(9_000, 10_000)?.halfWidth).toBeCloseTo(1.96 * Math.sqrt(0.09 / 10_000), 4);
});

test("a half-width is positive, under a half, and smaller with more images", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1 }), (n, part) => {
      const hits = Number.isNaN(part) ? 0 : Math.round(n * part);
      const few = proportion(hits, n)?.halfWidth ?? NaN;
      const many = proportion(hits * 4, n * 4)?.halfWidth ?? NaN;
      expect(few).toBeGreaterThan(many);
      expect(many).toBeGreaterThan(0);
      expect(few).toBeLessThan(0.5);
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
