import { expect, test } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { sampleBlock, type SampleOptions } from "./sample-block.ts";

/** A model whose n-th run, from 0, takes `msOf(n)`. */
function setUp(msOf: (n: number) => number, options: Partial<SampleOptions> = {}) {
  const clock = new FakeClock();
  const ran: number[] = [];
  const run = async (batch: number) => {
    clock.advance(msOf(ran.length));
    ran.push(batch);
  };
  const block = sampleBlock({
    run,
    batches: 3,
    scenario: { kind: "single-stream" },
    warmUp: { minRuns: 10, maxRuns: 200, maxMs: 1_000 },
    minSamples: 20,
    minMs: 10,
    maxMs: 1_000,
    clock,
    ...options,
  });
  return { block, ran };
}

test("a steady model is warm after the least number of runs", async () => {
  const { warmUp, samplesMs } = await setUp(() => 1).block;
  expect(warmUp).toEqual({ samplesMs: Array.from({ length: 10 }, () => 1), steady: true });
  // At least 20 samples, then to the end of a round of 3 batches.
  expect(samplesMs).toHaveLength(21);
});

test("samples go round the batches from the first", async () => {
  const { block, ran } = setUp(() => 1);
  await block;
  expect(ran.slice(10, 17)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  expect(ran.slice(-3)).toEqual([0, 1, 2]);
});

test("the least time is kept where the least samples take less", async () => {
  const { samplesMs } = await setUp(() => 1, { minMs: 400 }).block;
  expect(samplesMs.length).toBeGreaterThanOrEqual(400);
  expect(samplesMs.length).toBeLessThan(520);
  expect(samplesMs.length % 3).toBe(0);
});

test("the longest time ends a slow model before its least samples", async () => {
  const { samplesMs } = await setUp(() => 400).block;
  // 400, 800 and 1200 ms: the third ends past 1000.
  expect(samplesMs).toEqual([400, 400, 400]);
});

test("the warm-up goes on while runs get faster", async () => {
  // 100, 98, … down to 40 at run 30, then flat.
  const { warmUp } = await setUp((n) => Math.max(40, 100 - 2 * n), {
    warmUp: { minRuns: 10, maxRuns: 1_000, maxMs: 100_000 },
    maxMs: 100_000,
  }).block;
  expect(warmUp.steady).toBe(true);
  expect(warmUp.samplesMs.length).toBeGreaterThan(40);
  expect(warmUp.samplesMs[0]).toBe(100);
});

test("a warm-up that never gets flat ends at its cap and says so", async () => {
  const { warmUp } = await setUp((n) => 1 + n / 10, {
    warmUp: { minRuns: 10, maxRuns: 60, maxMs: 100_000 },
  }).block;
  expect(warmUp.steady).toBe(false);
  expect(warmUp.samplesMs).toHaveLength(60);
});

test("a block has at most 100,000 samples, however fast the model", async () => {
  const { samplesMs } = await setUp(() => 0.000_1, { minMs: 900 }).block;
  expect(samplesMs).toHaveLength(100_000);
});

test("progress counts the measured time up to the least", async () => {
  const seen: number[] = [];
  await setUp(() => 1, { minMs: 300, onProgress: (ms) => seen.push(ms) }).block;
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(300);
});

test("a slow model is heard in its warm-up and within a pass, and nowhere else", async () => {
  const heard: number[] = [];
  const slow = (kind: "offline" | "single-stream") => {
    const { block, ran } = setUp(() => 30_000, {
      scenario: { kind },
      warmUp: { minRuns: 2, maxRuns: 2, maxMs: 1 },
      maxMs: 1,
      onBatch: () => heard.push(ran.length),
    });
    return block;
  };
  await slow("offline");
  // Two of the warm-up, then one pass over three batches.
  expect(heard.splice(0)).toEqual([1, 2, 3, 4, 5]);
  await slow("single-stream");
  expect(heard).toEqual([1, 2]);
});

test("an abort is an error of its own", async () => {
  const controller = new AbortController();
  const { block } = setUp(
    (n) => {
      if (n === 30) controller.abort();
      return 1;
    },
    { signal: controller.signal, minSamples: 500 },
  );
  await expect(block).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
});
