import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom, shuffled } from "./random.ts";

test("a shuffle keeps the items, and a seed its order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const order = shuffled(items, seededRandom(seed));
      expect(order.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      expect(shuffled(items, seededRandom(seed))).toEqual(order);
    }),
  );
});
