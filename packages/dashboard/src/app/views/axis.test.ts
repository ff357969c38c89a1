import { expect, test } from "vitest";
import { axisOf, logTicks } from "../chart/places.ts";

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

test.each([
  [[0.4, 8], 800, [0.4, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 7]],
  [[0.4, 8], 330, [0.5, 1, 2, 3, 5]],
  [[0.4, 8], 110, [1, 3]],
  [[0.01, 1000], 330, [0.01, 0.1, 1, 10, 100, 1000]],
] as const)("ticks of %j in %d pixels have room beside each other", (domain, width, ticks) => {
  expect(logTicks(domain, width)).toEqual(ticks);
});
