import { expect, test } from "vitest";
import { confusionOf } from "./confusion.ts";

test("counts and mean probabilities, a row a true class", () => {
  // Probabilities: e^0 : e^ln3 = 1/4, 3/4.
  const ln3 = Math.log(3);
  const logits = Float32Array.of(ln3, 0, 0, ln3, 0, ln3);
  const { counts, soft } = confusionOf({ logits }, [0, 0, 1], 2);
  expect(counts).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(soft[0]?.[0]).toBeCloseTo(0.5, 6);
  expect(soft[1]?.[0]).toBeCloseTo(0.25, 6);
  expect(soft[1]?.[1]).toBeCloseTo(0.75, 6);
});
