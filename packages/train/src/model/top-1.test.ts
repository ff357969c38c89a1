import { expect, test } from "vitest";
import { accuracy, routerAccuracy, top1 } from "./predict.ts";

const logits = Float32Array.of(1, 3, 2, 5, 5, 0);

test("the first of the largest in a row", () => {
  expect([top1(logits, 0, 3), top1(logits, 1, 3)]).toEqual([1, 0]);
});

test("accuracy of classes and of routes", () => {
  const predictions = { count: 2, logits, routerLogits: Float32Array.of(0, 1, 0, 1) };
  expect(accuracy(predictions, [1, 2])).toBe(0.5);
  // Super-classes of the labels 1 and 2: 0 and 1; both images go to expert 1.
  expect(routerAccuracy(predictions, Uint8Array.of(1, 2), [0, 0, 1])).toBe(0.5);
  const dense = { ...predictions, routerLogits: undefined };
  expect(routerAccuracy(dense, Uint8Array.of(1, 2), [0, 0, 1])).toBeUndefined();
});
