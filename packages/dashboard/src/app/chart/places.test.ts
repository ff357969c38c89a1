import { expect, test } from "vitest";
import { axisOf, logTicks, placeLabels, spread } from "./places.ts";

const frame = { width: 400, height: 200 };

test("a label stands beside its mark, and elsewhere where something is in its way", () => {
  const [alone] = placeLabels([{ x: 100, y: 100, text: "split" }], frame);
  expect(alone).toEqual({ x: 110, y: 100, anchor: "start", isFar: false });
  const [first, second] = placeLabels(
    [
      { x: 100, y: 100, text: "split" },
      { x: 120, y: 100, text: "gather" },
    ],
    frame,
  );
  expect(first).toMatchObject({ anchor: "end", y: 100 });
  expect(second).toMatchObject({ anchor: "start", y: 100 });
});

test("a label that no place is left for is not drawn over others", () => {
  const crowd = Array.from({ length: 40 }, () => ({ x: 30, y: 30, text: "a long label" }));
  const placed = placeLabels(crowd, { width: 120, height: 60 });
  expect(placed.some((one) => one === null)).toBe(true);
  expect(placed[0]).not.toBeNull();
});

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

test("labels keep their order and their distance, a crowd around its middle", () => {
  expect(spread([10, 50], 10, 100)).toEqual([10, 50]);
  // 48, 50 and 52 become 40, 50 and 60; what stands at 90 stays.
  expect(spread([52, 48, 90, 50], 10, 100)).toEqual([60, 40, 90, 50]);
  // At the end there is no room below.
  expect(spread([99, 100], 10, 100)).toEqual([90, 100]);
});
