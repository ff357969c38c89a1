import { expect, test } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { timeRuns } from "./time-runs.ts";

test("durations come back in the order they ran", async () => {
  const clock = new FakeClock();
  const takes = [3, 1, 2];
  const run = async () => clock.advance(takes.shift() ?? 0);
  expect(await timeRuns(run, 3, clock)).toEqual([3, 1, 2]);
});

test("runs exactly as often as asked, with no call to warm up or to try", async () => {
  const clock = new FakeClock();
  let calls = 0;
  await timeRuns(
    () => {
      calls++;
      clock.advance(1);
      return Promise.resolve();
    },
    7,
    clock,
  );
  expect(calls).toBe(7);
});

test("an abort ends it after the run that is on", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const run = async () => {
    clock.advance(1);
    if (clock.now() === 2) controller.abort();
  };
  expect(await timeRuns(run, 100, clock, controller.signal)).toEqual([1, 1]);
});

test("what a run throws is thrown on", async () => {
  const broken = new Error("device lost");
  await expect(timeRuns(() => Promise.reject(broken), 2, new FakeClock())).rejects.toBe(broken);
});

test.each([-1, NaN])("a clock that jumps by %s is named", async (jump) => {
  const clock = new FakeClock();
  const run = async () => clock.advance(jump);
  await expect(timeRuns(run, 1, clock)).rejects.toThrow(expect.objectContaining({ code: "clock" }));
});
