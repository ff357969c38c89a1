import { expect, test } from "vitest";
import { frontier } from "./pareto-points.ts";

test("the frontier holds what none beats in both, from left to right", () => {
  const points = [
    { x: 3, accuracy: 80 },
    { x: 1, accuracy: 70 },
    { x: 2, accuracy: 69 },
    { x: 1, accuracy: 72 },
    { x: 4, accuracy: 80 },
  ];
  expect(frontier(points)).toEqual([
    { x: 1, accuracy: 72 },
    { x: 3, accuracy: 80 },
  ]);
  expect(frontier([])).toEqual([]);
});
