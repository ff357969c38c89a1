import { expect, test } from "vitest";
import { placesOf } from "./result-card.ts";

const row = (low: number, high: number) => ({
  name: "",
  ratio: 1,
  low,
  high,
  verdict: "no-claim" as const,
});

test("no difference is in the middle, and half as slow lies as far from it as twice", () => {
  const { at, ends } = placesOf([row(0.5, 1)]);
  expect(at(1)).toBe(50);
  expect(at(2) - 50).toBeCloseTo(50 - at(0.5));
  // 50 / 1.15 to the left.
  expect(at(0.5)).toBeCloseTo(6.52, 2);
  // 2 to the power of 1.15.
  expect(ends[1]).toBeCloseTo(2.22, 2);
});

test("a tiny difference does not fill the picture", () => {
  const { at } = placesOf([row(0.999, 1.001)]);
  expect(at(1.001)).toBeLessThan(51);
});
