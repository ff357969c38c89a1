import fc from "fast-check";
import { expect, test } from "vitest";
import { expertEffect, type RoutedImage } from "./expert-effect.ts";
import { seededRandom } from "./random.ts";

const seed = 1;
const of = (experts: string, ...times: number[]): RoutedImage[] =>
  times.map((ms) => ({ ms, experts }));

test("η² on ranks, by hand", () => {
  // Ranks 1 2 | 3 4: between 2·1 + 2·1 = 4 of 2.25 + 0.25 + 0.25 + 2.25 = 5.
  const found = expertEffect([...of("a", 1, 2), ...of("b", 30, 40)], { seed, permutations: 5_999 });
  expect(found).toMatchObject({ etaSquared: 0.8, experts: 2, images: 4 });
  // Two of the six ways to choose two of four ranks are as large.
  expect(found?.pValue).toBeCloseTo(1 / 3, 1);
});

test("equal latencies share a rank", () => {
  // Ranks 1.5 1.5 | 3.5 3.5.
  expect(expertEffect([...of("a", 1, 1), ...of("b", 2, 2)], { seed })?.etaSquared).toBe(1);
});

test("a slow expert is found, and one slow image makes none", () => {
  const random = seededRandom(2);
  const times = (centre: number) => Array.from({ length: 20 }, () => centre + random.uniform());
  const slow = expertEffect([...of("a", ...times(1)), ...of("b", ...times(1.5))], { seed });
  expect(slow?.pValue).toBeLessThan(0.01);
  const alike = [...of("a", ...times(1)), ...of("b", ...times(1), 1_000)];
  expect(expertEffect(alike, { seed })?.pValue).toBeGreaterThan(0.05);
});

test.each<[string, RoutedImage[]]>([
  ["no images", []],
  ["one expert", of("a", 1, 2, 3)],
  ["an expert an image", [...of("a", 1), ...of("b", 2)]],
  ["equal latencies", [...of("a", 1, 1), ...of("b", 1)]],
  ["NaN", [...of("a", 1, NaN), ...of("b", 2)]],
])("%s: not enough", (_, images) => {
  expect(expertEffect(images, { seed })).toBeUndefined();
});

test("the p value is 5 % or less in 5 of 100 cases without an effect", () => {
  const random = seededRandom(3);
  const small = Array.from({ length: 400 }, (_, i) => {
    const images = Array.from({ length: 24 }, (_v, image) => ({
      ms: random.uniform(),
      experts: String(image % 3),
    }));
    return (expertEffect(images, { seed: i, permutations: 99 })?.pValue ?? NaN) <= 0.05;
  });
  expect(small.filter(Boolean).length).toBeLessThan(36);
  expect(small.filter(Boolean).length).toBeGreaterThan(6);
});

test("η² and p are in [0,1], and any rising change of the unit changes nothing", () => {
  const image = fc.record({
    ms: fc.integer({ min: 0, max: 50 }),
    experts: fc.constantFrom("a", "b", "c"),
  });
  fc.assert(
    fc.property(fc.array(image, { maxLength: 30 }), (images) => {
      const found = expertEffect(images, { seed, permutations: 19 });
      if (found === undefined) return;
      expect(found.etaSquared).toBeGreaterThanOrEqual(0);
      expect(found.etaSquared).toBeLessThanOrEqual(1 + 1e-12);
      expect(found.pValue).toBeGreaterThan(0);
      expect(found.pValue).toBeLessThanOrEqual(1);
      const squared = images.map(({ ms, experts }) => ({ ms: ms ** 2, experts }));
      expect(expertEffect(squared, { seed, permutations: 19 })).toEqual(found);
    }),
  );
});
