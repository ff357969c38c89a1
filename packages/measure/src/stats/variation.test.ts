import { expect, test } from "vitest";
import fc from "fast-check";
import { drift, imageVariance, isFlat, midranks, samplesByBatch } from "./variation.ts";
import { seededRandom } from "./random.ts";

test("drift is the last quarter's median over the first's", () => {
  expect(drift([10, 10, 0, 0, 0, 0, 11, 11])).toBeCloseTo(0.1);
  expect(drift([4, 4, 9, 9, 9, 9, 2, 2])).toBe(-0.5);
});

test("there is none in too few samples or from zero", () => {
  expect(drift([1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
  expect(drift([0, 0, 1, 1, 1, 1, 1, 1])).toBeUndefined();
  expect(drift([1, 1, 1, 1, 1, 1, 1, NaN])).toBeUndefined();
  expect(drift([1, 1, 1, NaN, 1, 1, 1, 1])).toBeUndefined();
});

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

test("equal values share their mean rank", () => {
  expect(midranks([30, 10, 20])).toEqual([3, 1, 2]);
  expect(midranks([5, 1, 5, 5])).toEqual([3, 1, 3, 3]);
  expect(midranks([])).toEqual([]);
});

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
  const variance = imageVariance([
    [1, 3],
    [5, 7],
  ]);
  expect(variance?.withinMs).toBeCloseTo(Math.SQRT2, 12);
  expect(variance?.betweenMs).toBeCloseTo(Math.sqrt(7), 12);
  expect(variance?.explained).toBeCloseTo(7 / 9, 12);
  expect(variance?.images).toBe(2);
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
      const variance = imageVariance(data);
      if (variance === undefined) return;
      expect(variance.explained).toBeGreaterThanOrEqual(0);
      expect(variance.explained).toBeLessThanOrEqual(1);
      const scaled = imageVariance(data.map((group) => group.map((ms) => 4 * ms)));
      expect(scaled?.withinMs).toBeCloseTo(4 * variance.withinMs, 9);
      expect(scaled?.explained).toBeCloseTo(variance.explained, 9);
    }),
  );
});
