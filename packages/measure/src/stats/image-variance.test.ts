import fc from "fast-check";
import { expect, test } from "vitest";
import { imageVariance, samplesByBatch } from "./variation.ts";

test("samples are told apart by the batch they ran", () => {
  expect(samplesByBatch([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 3, 5],
    [2, 4],
  ]);
  expect(samplesByBatch([], 2)).toEqual([[], []]);
});

test("within and between images, by hand", () => {
  // Means 2 and 6, within squares 2 + 2 over 2 degrees of freedom: 2. Between 2·4 + 2·4 = 16 over 1.
  // So images vary by (16 − 2)/2 = 7: 7 of 9 is theirs.
  const found = imageVariance([
    [1, 3],
    [5, 7],
  ]);
  expect(found?.withinMs).toBeCloseTo(Math.SQRT2, 12);
  expect(found?.betweenMs).toBeCloseTo(Math.sqrt(7), 12);
  expect(found?.explained).toBeCloseTo(7 / 9, 12);
  expect(found?.images).toBe(2);
});

test("images that differ no more than chance explain nothing", () => {
  expect(
    imageVariance([
      [1, 3],
      [1, 3],
    ]),
  ).toMatchObject({ betweenMs: 0, explained: 0 });
});

test.each<[string, number[][]]>([
  ["no images", []],
  ["one image", [[1, 2, 3]]],
  ["images that ran once", [[1], [2], [3]]],
  [
    "equal samples",
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    "zeros",
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    "NaN",
    [
      [1, 2],
      [3, NaN],
    ],
  ],
])("%s are not enough", (_, groups) => {
  expect(imageVariance(groups)).toBeUndefined();
});

test("parts are in [0,1] and the unit scales the deviations only", () => {
  const groups = fc.array(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 6 }));
  fc.assert(
    fc.property(groups, (data) => {
      const found = imageVariance(data);
      if (found === undefined) return;
      expect(found.explained).toBeGreaterThanOrEqual(0);
      expect(found.explained).toBeLessThanOrEqual(1);
      const scaled = imageVariance(data.map((group) => group.map((ms) => 4 * ms)));
      expect(scaled?.withinMs).toBeCloseTo(4 * found.withinMs, 9);
      expect(scaled?.explained).toBeCloseTo(found.explained, 9);
    }),
  );
});
