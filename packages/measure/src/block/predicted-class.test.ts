import { expect, test } from "vitest";
import { predictedClass } from "./measure-accuracy.ts";

test("the class is that of the largest logit", () => {
  expect(predictedClass([1, 3, 2], undefined)).toBe(1);
});

test("only the logits of the data's classes count, in its order", () => {
  // The largest of all, 9, is no class of the data; 5 is in column 3, which is the data's class 0.
  expect(predictedClass([9, 1, 4, 5], [3, 2, 1])).toBe(0);
  expect(predictedClass([9, 1, 4, 5], [1, 2])).toBe(1);
});
