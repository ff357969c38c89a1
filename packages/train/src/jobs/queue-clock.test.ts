import { expect, test } from "vitest";
import { QueueClock } from "./queue-clock.ts";

const runs = [
  { id: "dense", epochs: 10, before: 0, epochWork: 1 },
  { id: "large", epochs: 7, before: 2, epochWork: 4 },
];

test("the work that is left at the speed so far, shared between the jobs", () => {
  const clock = new QueueClock(runs, 2);
  expect(clock.secondsLeft).toBeUndefined();
  clock.epochTook("dense", 1, 3);
  // 9 epochs of 1 and 5 of 4, 3 s each unit, two at a time.
  expect(clock.secondsLeft).toBe((29 * 3) / 2);
  clock.at("large", 4.5);
  expect(clock.secondsLeft).toBe((19 * 3) / 2);
});

test("what has ended takes no more time, and the last run has one process", () => {
  const clock = new QueueClock(runs, 2);
  clock.epochTook("dense", 1, 3);
  clock.ended("dense");
  expect(clock.secondsLeft).toBe(20 * 3);
  clock.ended("large");
  expect(clock.secondsLeft).toBe(0);
});
