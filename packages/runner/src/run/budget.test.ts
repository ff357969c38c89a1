import { armKey, type Block, type BlockEnd } from "@vmoe-bench/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readRun } from "../store/read-run.ts";
import { createRunStore, reopenRunStore } from "../store/run-store.ts";
import { plan, profile, suite, temporaryFolder } from "../testing/suite.ts";
import { harness, measurementOf, mockHost, prepare } from "../testing/host.ts";
import { runSuite, type RunSuiteOptions } from "./run-suite.ts";

/** 3 rounds at least and 200 at most, of blocks that measure 1 s. */
const long = {
  ...profile,
  minDurationMs: 3_000,
  maxDurationMs: 600_000,
  minSamples: 9,
  maxBlocks: 200,
};
const all = "vmoe@null all-experts b1 t1";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Machine {
  /** How long a block takes that starts so long after the run did, in s. */
  readonly blockSeconds: (block: Block, atSeconds: number) => number;
  /** How long each sample of a latency block takes, in ms. */
  readonly sampleMs: (block: Block) => number;
  readonly throttled?: boolean;
  /** The end of a block that measures nothing. */
  readonly end?: (block: Block) => BlockEnd | undefined;
}

async function run(
  budgetSeconds: number,
  { blockSeconds, sampleMs, throttled = false, end: ended = () => undefined }: Machine,
  options: Partial<RunSuiteOptions> = {},
) {
  const made = plan({ suite: { ...suite, backends: ["null"], budgetSeconds }, profile: long });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;
  let first = true;
  const inner = mockHost(ended, (block) => {
    const measured = measurementOf(block);
    if (measured.kind !== "latency") return measured;
    const cpuMs = throttled && !first ? 20 : 10;
    first = false;
    const state = { cpuMs, gpuMs: null, conditions: null };
    const probes = { before: state, after: state };
    return { ...measured, samplesMs: Array.from({ length: 10 }, () => sampleMs(block)), probes };
  });
  const announced: number[] = [];
  const waited: number[] = [];
  const outcome = await runSuite({
    plan: made,
    store,
    harness,
    prepare,
    host: {
      async run(block, onEvent, signal) {
        const end = seconds() + blockSeconds(block, seconds());
        while (seconds() < end && !signal.aborted) await vi.advanceTimersByTimeAsync(500);
        return signal.aborted ? { type: "aborted" } : inner.run(block, onEvent, signal);
      },
    },
    wait: async (ms) => {
      waited.push(ms);
      await vi.advanceTimersByTimeAsync(ms);
    },
    reporter: { planned: (_, ms) => void announced.push(ms / 1_000) },
    ...options,
  });
  const tookSeconds = seconds();
  const read = await readRun(store.dir);
  const rounds = (key: string) =>
    read.records.filter(({ task, arm }) => task === "latency" && armKey(arm) === key).length;
  return {
    outcome,
    read,
    rounds,
    announced: announced[0] ?? NaN,
    tookSeconds,
    waited,
    made,
    store,
  };
}

const roundOf = ({ id }: Block) => Number(/\.r(\d+)$/.exec(id)?.[1]);
/** A ratio of a half and 2 by turns is never narrow, and never clear. */
const wide = (block: Block) => {
  if (block.arm.model === "dense") return 1;
  return roundOf(block) % 2 === 0 ? 2 : 0.5;
};
const steady = () => 2;

test("what stays wide takes the time that was announced, and says that it is over", async () => {
  const { outcome, announced, tookSeconds, read, made } = await run(120, {
    blockSeconds: steady,
    sampleMs: wide,
  });
  expect(outcome.status).toBe("finished");
  expect(announced).toBe(120);
  expect(tookSeconds).toBeGreaterThan(110);
  expect(tookSeconds).toBeLessThanOrEqual(120);
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["budget", "budget"]);
  expect(read.end?.leftOutForTime).toEqual(read.end?.leftOut);
  expect(read.records.length + (read.end?.leftOut.length ?? 0)).toBe(made.blocks.length);
});

test("it ends when all questions are answered", async () => {
  const { tookSeconds, read } = await run(120, { blockSeconds: steady, sampleMs: () => 1 });
  // 3 accuracy blocks and 3 rounds of 3 arms, of 2 s each.
  expect(tookSeconds).toBeCloseTo(24);
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["narrow", "narrow"]);
  expect(read.end?.leftOutForTime).toEqual([]);
});

test("time goes to the comparison whose interval is wider", async () => {
  /** Ratios of 1 and 1.02 by turns for gather, of 1 and 3 for all-experts: both stay wide. */
  const sampleMs = (block: Block) => {
    if (block.arm.model === "dense" || roundOf(block) % 2 === 1) return 1;
    return armKey(block.arm) === all ? 3 : 1.02;
  };
  const { rounds } = await run(120, { blockSeconds: steady, sampleMs });
  expect(rounds("vmoe@null gather b1 t1")).toBe(3);
  expect(rounds(all)).toBeGreaterThan(20);
});

test("a machine that gets three times slower in the middle ends within a tenth of the time", async () => {
  const { tookSeconds, outcome, announced } = await run(120, {
    blockSeconds: (_, at) => (at < 60 ? 2 : 6),
    sampleMs: wide,
  });
  expect(outcome.status).toBe("finished");
  expect(tookSeconds).toBeLessThanOrEqual(132);
  expect(Math.abs(tookSeconds - announced) / announced).toBeLessThanOrEqual(0.25);
});

test("no cool-down takes the time of the least rounds", async () => {
  // 3 accuracy blocks and 3 rounds of 3 arms, of 8 s each: 96 s. A repeat takes 10 + 8 s.
  const machine = { blockSeconds: () => 8, sampleMs: wide, throttled: true };
  const short = await run(100, machine);
  expect(short.waited).toEqual([]);
  expect(short.read.end?.comparisons.map((one) => one.rounds)).toEqual([3, 3]);
  const longer = await run(200, machine);
  expect(longer.waited.length).toBeGreaterThan(0);
  expect(longer.read.end?.comparisons.every((one) => one.rounds >= 3)).toBe(true);
});

test("a block that hangs when the time is over is stopped, left out and no failure", async () => {
  const { tookSeconds, outcome, read } = await run(120, {
    blockSeconds: (_, at) => (at < 90 ? 2 : 1_000),
    sampleMs: wide,
  });
  expect(tookSeconds).toBeLessThanOrEqual(132);
  expect(outcome.counts).toMatchObject({ aborted: 0, failed: 0 });
  expect(outcome.status).toBe("finished");
  expect(read.end?.leftOutForTime.length).toBeGreaterThan(0);
});

test("a pass over images that never ends leaves time to measure", async () => {
  const { read, rounds, outcome } = await run(120, {
    blockSeconds: ({ task, arm }) =>
      task.kind === "accuracy" && arm.model === "dense" ? 1_000 : 2,
    sampleMs: () => 1,
  });
  // Half of 120 s; then 2 blocks and 3 rounds of 3 arms, of 2 s each.
  expect(read.end?.leftOutForTime).toHaveLength(1);
  expect(rounds(all)).toBe(3);
  expect(outcome.status).toBe("finished");
});

test("a machine that is throttled all the time does not eat the time with cool-downs", async () => {
  const { waited, tookSeconds, rounds } = await run(120, {
    blockSeconds: steady,
    sampleMs: wide,
    throttled: true,
  });
  // A fifth of 120 s: two pauses of 10 s with the blocks that follow them are 24 s at most.
  expect(waited.length).toBeLessThanOrEqual(2);
  expect(tookSeconds).toBeLessThanOrEqual(120);
  expect(rounds(all)).toBeGreaterThanOrEqual(10);
});

test("rounds that the first ones have no time for leave out whole pairs", async () => {
  // 3 accuracy blocks of 3 s and rounds of 9 s: two of three fit 30 s, and a pair of the third.
  const { read, rounds } = await run(33, { blockSeconds: () => 3, sampleMs: wide });
  expect(rounds("dense@null dense b1 t1")).toBe(3);
  expect(rounds(all) + rounds("vmoe@null gather b1 t1")).toBe(5);
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["budget", "budget"]);
});

test("a run that goes on has the time that is left, and one that has none adds nothing", async () => {
  const { made, read } = await run(60, { blockSeconds: steady, sampleMs: wide });
  const host = mockHost();
  const store = reopenRunStore(read);
  const again = { plan: made, store, harness, prepare, host, earlier: read.records };
  const outcome = await runSuite(again);
  expect(host.ran).toEqual([]);
  expect(outcome.status).toBe("finished");
});

test("blocks that failed are tried again, though the time is over", async () => {
  const failure = { code: "killed", message: "It was killed.", remedy: "Try again." };
  const end = ({ id }: Block) =>
    /^000[05]-/.test(id) ? { type: "failed" as const, failure } : undefined;
  const { made, read } = await run(60, { blockSeconds: steady, sampleMs: wide, end });
  expect(read.records.filter(({ status }) => status === "failed")).toHaveLength(2);
  const host = mockHost();
  const store = reopenRunStore(read);
  const announced: number[] = [];
  const reporter = { planned: (_: unknown, ms: number) => void announced.push(ms) };
  const again = { plan: made, store, harness, prepare, host, reporter, earlier: read.records };
  const outcome = await runSuite(again);
  expect(host.ran).toEqual([expect.stringMatching(/^0000-/), expect.stringMatching(/^0005-/)]);
  expect(outcome.counts).toMatchObject({ completed: 2, failed: 0 });
  // Two blocks that take 2 s.
  expect(announced).toEqual([4_000]);
});
