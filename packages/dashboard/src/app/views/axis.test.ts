import { expect, test } from "vitest";
import { axisOf } from "./axis.ts";

test("a difference of 0.03 % takes no more than a hundredth of the axis", () => {
  // 32.69 M and 32.70 M FLOPs, as the shipped pair has them.
  const { domain, isLog } = axisOf(32.69, 32.7);
  const [from, to] = domain;
  expect(isLog).toBe(false);
  expect((32.7 - 32.69) / (to - from)).toBeLessThan(0.01);
  expect(from).toBeCloseTo(29.4255, 6);
  expect(to).toBeCloseTo(35.9645, 6);
});

test("values that differ fill the axis but for a tenth at each end", () => {
  expect(axisOf(10, 20).domain).toEqual([9, 21]);
  expect(axisOf(1, 10)).toEqual({ isLog: true, domain: [0.85, 11.5] });
  expect(axisOf(0, 0).domain).toEqual([-0.5, 0.5]);
});
