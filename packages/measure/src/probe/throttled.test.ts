import type { ProbeReading } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { bestOf, isThrottled } from "../noise-probe.ts";

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
