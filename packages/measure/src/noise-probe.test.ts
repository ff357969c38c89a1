import { type ProbeReading, probeReadingSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { performanceClock } from "./clock.ts";
import { FakeClock } from "./testing/fake-clock.ts";
import { bestOf, createNoiseProbe, isThrottled } from "./noise-probe.ts";

test("the reading is the median of nine runs; the five before them are not read", async () => {
  const clock = new FakeClock();
  let run = 0;
  // Slow while it is compiled, then 1, 2, … 9 ms.
  const work = () => clock.advance(run++ < 5 ? 100 : run - 5);
  const probe = createNoiseProbe({ clock, resolutionMs: 0.001, work });
  expect(await probe.read()).toEqual({ cpuMs: 5, gpuMs: null, conditions: null });
  expect(run).toBe(14);
});

test("a GPU is probed, too, and let go of", async () => {
  const clock = new FakeClock();
  const closed: number[] = [];
  const openGpuProbe = async () => ({
    run: async () => clock.advance(3),
    close: async () => void closed.push(clock.now()),
  });
  const probe = createNoiseProbe({
    clock,
    resolutionMs: 0.001,
    work: () => clock.advance(2),
    openGpuProbe,
  });
  expect(await probe.read()).toMatchObject({ cpuMs: 2, gpuMs: 3 });
  expect(closed).toEqual([14 * 2 + 14 * 3]);
});

test("work that the clock does not see is as long as its step", async () => {
  const probe = createNoiseProbe({ clock: new FakeClock(), resolutionMs: 0.1, work: () => 0 });
  expect((await probe.read()).cpuMs).toBe(0.1);
});

test("the real work takes a while and gives a valid reading", async () => {
  const reading = await createNoiseProbe({ clock: performanceClock, resolutionMs: 1e-4 }).read();
  expect(probeReadingSchema.parse(reading)).toEqual(reading);
  expect(reading.cpuMs).toBeGreaterThan(0.1);
});

const reading = (cpuMs: number, gpuMs: number | null = null): ProbeReading => ({
  cpuMs,
  gpuMs,
  conditions: null,
});

const probes = (before: number, after: number) => ({
  before: reading(before),
  after: reading(after),
});

test("more than 1.10 of the baseline is throttled, before the block or after it", () => {
  const baseline = { cpuMs: 10, gpuMs: null };
  expect(isThrottled(baseline, probes(11, 10))).toBe(false);
  expect(isThrottled(baseline, probes(11.01, 10))).toBe(true);
  expect(isThrottled(baseline, probes(10, 11.01))).toBe(true);
});

test("a GPU counts where both have one", () => {
  const slowGpu = { before: reading(10, 5), after: reading(10, 6) };
  expect(isThrottled({ cpuMs: 10, gpuMs: 5 }, slowGpu)).toBe(true);
  expect(isThrottled({ cpuMs: 10, gpuMs: null }, slowGpu)).toBe(false);
});

test("the baseline is the best that was seen", () => {
  const first = bestOf(undefined, { before: reading(12), after: reading(11, 7) });
  expect(first).toEqual({ cpuMs: 11, gpuMs: 7 });
  expect(bestOf(first, { before: reading(13, 6), after: reading(14) })).toEqual({
    cpuMs: 11,
    gpuMs: 6,
  });
});
