import { expect, test } from "vitest";
import { isThrottled } from "@vmoe-bench/measure";
import { ProbeBaselines } from "./run-until-cool.ts";

const probes = (before: number, after: number) => ({
  before: { cpuMs: before, gpuMs: null, conditions: null },
  after: { cpuMs: after, gpuMs: null, conditions: null },
});

test("a backend is judged by its own best: a page does the same work faster than Node", () => {
  const baselines = new ProbeBaselines();
  expect(baselines.seen("ort-web/wasm", probes(2, 2.1))).toMatchObject({ cpuMs: 2 });
  const node = baselines.seen("ort-node/cpu", probes(2.8, 2.7));
  expect(node).toMatchObject({ cpuMs: 2.7 });
  expect(isThrottled(node, probes(2.8, 2.7))).toBe(false);
  expect(baselines.seen("ort-node/cpu", probes(2.6, 3))).toMatchObject({ cpuMs: 2.6 });
});
