import type { LatencyMeasurement } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { costOf, placementOf, wholeRun } from "../testing/run.ts";
import { curveOf } from "./latency.ts";

const run = wholeRun();
const block = (samplesMs: number[], elapsedMs: number | null): LatencyMeasurement => ({
  kind: "latency",
  placement: placementOf(run),
  cost: costOf(run),
  loadMs: 1,
  firstMs: 1,
  warmUp: { samplesMs: [], steady: true },
  batches: [[0]],
  experts: [],
  samplesMs,
  elapsedMs,
  frames: null,
  probes: null,
  page: null,
});
const seconds = (s: number, count: number) => Array.from({ length: count }, () => 1_000 * s);

test("the minutes of an arm go on from block to block", () => {
  // Three seconds for 90 s, then four seconds for 60 s: they begin half way in the second minute.
  const curve = curveOf([block(seconds(3, 30), null), block(seconds(4, 15), null)]);
  expect(curve).toEqual([
    { minute: 1, medianMs: 3_000, samples: 20 },
    // 10 of 3 s until 90 s, then those that begin at 90, 94, … 118 s.
    { minute: 2, medianMs: 3_000, samples: 18 },
    { minute: 3, medianMs: 4_000, samples: 7 },
  ]);
});

test("the time between the samples is spread over them", () => {
  // 60 samples of 1 s in 120 s: 30 in each minute.
  expect(curveOf([block(seconds(1, 60), 120_000)])).toEqual([
    { minute: 1, medianMs: 1_000, samples: 30 },
    { minute: 2, medianMs: 1_000, samples: 30 },
  ]);
});
