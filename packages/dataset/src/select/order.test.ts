import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstIndexes, sampleIndexes, shuffled } from "./order.ts";

const seeds = fc.integer();

describe("shuffled", () => {
  test("has each position once", () => {
    fc.assert(
      fc.property(fc.nat(200), seeds, (count, seed) => {
        expect([...shuffled(count, seed)].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, i) => i),
        );
      }),
    );
  });

  test("keeps its order from one version to the next", () => {
    expect([...shuffled(8, 1)]).toMatchInlineSnapshot(`
      [
        6,
        1,
        5,
        2,
        0,
        7,
        4,
        3,
      ]
    `);
  });

  test("depends on the seed", () => {
    expect(shuffled(100, 1)).not.toEqual(shuffled(100, 2));
  });

  test("puts each image at each place about as often", () => {
    // 6,000 shuffles of 3: 2,000 expected in each cell, standard deviation 36.5; bounds at 5 of it.
    const cells = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed++)
      shuffled(3, seed).forEach((image, place) => {
        const key = `${image} at ${place}`;
        cells.set(key, (cells.get(key) ?? 0) + 1);
      });
    expect(cells.size).toBe(9);
    expect(Math.min(...cells.values())).toBeGreaterThan(1_817);
    expect(Math.max(...cells.values())).toBeLessThan(2_183);
  });
});

describe("sampleIndexes", () => {
  test("is the start of the shuffle, so a larger sample holds the smaller one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(99), seeds, (count, n, seed) => {
        const wanted = 1 + (n % count);
        const start = shuffled(count, seed).subarray(0, wanted);
        expect(Int32Array.from(sampleIndexes(count, wanted, seed))).toEqual(start);
      }),
    );
  });

  test.each([0, -1, 1.5, 11, NaN])("refuses %d images of 10", (wanted) => {
    expect(() => sampleIndexes(10, wanted, 1)).toThrow(
      expect.objectContaining({ code: "image-count" }),
    );
    expect(() => firstIndexes(10, wanted)).toThrow(
      expect.objectContaining({ code: "image-count" }),
    );
  });
});

describe("firstIndexes", () => {
  test("counts from zero, to the end when no number is given", () => {
    expect(firstIndexes(5, 3)).toEqual([0, 1, 2]);
    expect(firstIndexes(2)).toEqual([0, 1]);
  });
});
