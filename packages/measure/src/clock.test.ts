import { expect, test } from "vitest";
import { performanceClock, resolutionOf } from "./clock.ts";

test("the resolution is the smallest step that the clock makes", () => {
  // Three reads a tick; ticks of 5 and 2 ms in turn: 0 0 0 5 5 5 7 7 7 12 …
  let reads = 0;
  const ticks = () => Math.floor(reads++ / 3);
  const now = () => {
    const n = ticks();
    return Math.floor(n / 2) * 7 + (n % 2) * 5;
  };
  expect(resolutionOf({ name: "ticks", now })).toBe(2);
});

test("a clock that never moves resolves nothing", () => {
  expect(resolutionOf({ name: "stopped", now: () => 4 })).toBe(Infinity);
});

test("this machine's clock resolves well under a millisecond", () => {
  expect(resolutionOf(performanceClock)).toBeLessThan(0.1);
});
