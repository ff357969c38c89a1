import { expect, test } from "vitest";
import { FakeClock } from "./testing/fake-clock.ts";
import { Heartbeat } from "./heartbeat.ts";

function hearts() {
  const [steady, wall] = [new FakeClock(), new FakeClock()];
  const heart = new Heartbeat(steady, () => wall.now());
  const after = (steadyMs: number, wallMs: number, isStopped = false) => {
    steady.advance(steadyMs);
    wall.advance(wallMs);
    return heart.beat(isStopped);
  };
  return { heart, after };
}

test("beats that come in time, or as late as a busy machine makes them, are none", () => {
  const { heart, after } = hearts();
  expect([after(250, 250), after(900, 900), after(250, 250)]).toEqual([false, false, false]);
  expect(heart.suspendedMs).toBe(0);
});

test("a stopped process: both clocks went on", () => {
  const { heart, after } = hearts();
  expect([after(250, 250), after(20_000, 20_000), after(250, 250)]).toEqual([false, true, false]);
  expect(heart.suspendedMs).toBe(20_000);
});

test("a sleeping machine: the steady clock stood still", () => {
  const { heart, after } = hearts();
  after(250, 3_600_000);
  expect(heart.suspendedMs).toBe(3_600_000);
});

test("what is watched was stopped, and the beat was not", () => {
  const { heart, after } = hearts();
  expect([after(250, 250, true), after(250, 250, true), after(250, 250)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(heart.suspendedMs).toBe(500);
});

test("a wall clock that is set back is none", () => {
  const { heart, after } = hearts();
  after(250, -86_400_000);
  expect(heart.suspendedMs).toBe(0);
});
