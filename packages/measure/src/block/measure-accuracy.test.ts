import { expect, test } from "vitest";
import { compareWithReference, predictedClass } from "./measure-accuracy.ts";

const logits = [
  [4, 0],
  [1, 2],
];

test("a difference is relative to the largest logit of its image", () => {
  const actual = [Float32Array.of(4, 0.5), Float32Array.of(1.5, 2)];
  // 0.5 of 4, and 0.5 of 2.
  expect(compareWithReference(actual, { logits, tolerance: 0.2 })).toEqual({
    predicted: [0, 1],
    differing: 1,
    largestDifference: 0.25,
    tolerance: 0.2,
  });
});

test("an output that is no number differs, and has no size", () => {
  const actual = [Float32Array.of(NaN, 0), Float32Array.of(1, 2)];
  expect(compareWithReference(actual, { logits, tolerance: 10 })).toMatchObject({
    differing: 1,
    largestDifference: null,
  });
});

test("without a tolerance nothing differs, and the size is still said", () => {
  const actual = [Float32Array.of(0, 4), Float32Array.of(1, 2)];
  expect(compareWithReference(actual, { logits, tolerance: null })).toMatchObject({
    differing: 0,
    largestDifference: 1,
  });
});

test("fewer images than the reference has are compared as far as they go", () => {
  const compared = compareWithReference([Float32Array.of(4, 0)], { logits, tolerance: 0.1 });
  expect(compared).toMatchObject({ predicted: [0], differing: 0, largestDifference: 0 });
});

test("the class is that of the largest logit", () => {
  expect(predictedClass([1, 3, 2], undefined)).toBe(1);
});

test("only the logits of the data's classes count, in its order", () => {
  // The largest of all, 9, is no class of the data; 5 is in column 3, which is the data's class 0.
  expect(predictedClass([9, 1, 4, 5], [3, 2, 1])).toBe(0);
  expect(predictedClass([9, 1, 4, 5], [1, 2])).toBe(1);
});

test("a masked class is as far from its reference as it is: equal infinities not at all", () => {
  const reference = { logits: [["-Infinity" as const, 4, 2]], tolerance: 0.2 };
  const same = compareWithReference([Float32Array.of(-Infinity, 4, 1.5)], reference);
  // 0.5 of 4.
  expect(same).toMatchObject({ predicted: [1], differing: 0, largestDifference: 0.125 });
  const unmasked = compareWithReference([Float32Array.of(-9, 4, 2)], reference);
  expect(unmasked).toMatchObject({ differing: 1, largestDifference: null });
});
