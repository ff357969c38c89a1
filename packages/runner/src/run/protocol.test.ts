import {
  armKey,
  type Block,
  type LatencyMeasurement,
  type Measurement,
} from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { readRun } from "../store/read-run.ts";
import { createRunStore } from "../store/run-store.ts";
import { plan, profile, suite, temporaryFolder } from "../testing/suite.ts";
import { harness, measurementOf, mockHost, prepare } from "../testing/host.ts";
import { runSuite, type RunSuiteOptions } from "./run-suite.ts";

/** At least 3 rounds and 30 samples an arm, at most 8 rounds or 300 ms. */
const adaptive = { ...profile, maxBlocks: 8 };
const dense = "dense@null dense b1 t1";
const gather = "vmoe@null gather b1 t1";
const all = "vmoe@null all-experts b1 t1";

/** What a latency block measures beside the mock's own; `round` is from 1. */
type Stated = (arm: string, round: number) => Partial<LatencyMeasurement>;

function measureAs(stated: Stated): (block: Block) => Measurement {
  return (block) => {
    const measured = measurementOf(block);
    if (measured.kind !== "latency") return measured;
    const round = Number(/\.r(\d+)$/.exec(block.id)?.[1]);
    return { ...measured, ...stated(armKey(block.arm), round) };
  };
}

const samples = (ms: number, count: number) => Array.from({ length: count }, () => ms);

async function run(stated: Stated, options: Partial<RunSuiteOptions> = {}) {
  const made = plan({ suite: { ...suite, backends: ["null"] }, profile: adaptive });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const host = mockHost(() => undefined, measureAs(stated));
  const outcome = await runSuite({ plan: made, host, store, harness, prepare, ...options });
  const read = await readRun(store.dir);
  const roundsOf = (key: string) =>
    read.records.filter(({ task, arm }) => task === "latency" && armKey(arm) === key).length;
  const rounds = Object.fromEntries([dense, gather, all].map((key) => [key, roundsOf(key)]));
  return { outcome, read, rounds, made, host };
}

/** The ratio is 1 and 2 by turns: no interval is narrow. */
const wide = (round: number) => ({ samplesMs: samples(round % 2 === 0 ? 2 : 1, 10) });
const even = { samplesMs: samples(1, 10) };

test("a comparison without noise ends after the first rounds", async () => {
  const { rounds, read, outcome } = await run(() => even);
  expect(rounds).toEqual({ [dense]: 3, [gather]: 3, [all]: 3 });
  // 3 accuracy blocks; 3 of 8 rounds of 3 arms.
  expect(outcome).toMatchObject({ status: "finished", planned: 27, leftOut: 15 });
  expect(read.end).toMatchObject({
    comparisons: [
      { arm: gather, baseline: dense, rounds: 3, reason: "narrow" },
      { arm: all, baseline: dense, rounds: 3, reason: "narrow" },
    ],
  });
  expect(read.end?.leftOut).toHaveLength(15);
});

test("it goes on until it has as many samples as the profile asks for", async () => {
  // 5 samples a round: 30 after 6 rounds.
  const { rounds } = await run(() => ({ samplesMs: samples(1, 5) }));
  expect(rounds).toEqual({ [dense]: 6, [gather]: 6, [all]: 6 });
});

test("one that stays wide runs every round, and its baseline with it; the narrow one stops", async () => {
  const { rounds, read } = await run((arm, round) => (arm === all ? wide(round) : even));
  expect(rounds).toEqual({ [dense]: 8, [gather]: 3, [all]: 8 });
  expect(read.end?.comparisons).toEqual([
    { arm: gather, baseline: dense, rounds: 3, reason: "narrow" },
    { arm: all, baseline: dense, rounds: 8, reason: "rounds" },
  ]);
});

test("the longest time of an arm ends what stays wide", async () => {
  // 60 ms a block: 300 ms after 5 rounds.
  const { rounds, read } = await run((arm, round) => ({
    ...(arm === dense ? even : wide(round)),
    elapsedMs: 60,
  }));
  expect(rounds).toEqual({ [dense]: 5, [gather]: 5, [all]: 5 });
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["time", "time"]);
});

test("an arm that never completes is not waited for", async () => {
  const failure = { code: "crash", message: "It fell over.", remedy: "Pick it up." };
  const host = mockHost(
    ({ arm }) => (arm.strategy === "dense" ? undefined : { type: "failed", failure }),
    measureAs(() => even),
  );
  const { rounds, read } = await run(() => even, { host });
  expect(rounds).toEqual({ [dense]: 3, [gather]: 3, [all]: 3 });
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["no-result", "no-result"]);
});

test("samples that are too short for the clock get no more rounds than the first", async () => {
  const { rounds, read } = await run(() => ({ samplesMs: samples(0, 10) }));
  expect(rounds).toEqual({ [dense]: 3, [gather]: 3, [all]: 3 });
  expect(read.end?.comparisons.map(({ reason }) => reason)).toEqual(["no-result", "no-result"]);
});

test("a run that is resumed counts the rounds that it has, and needs no others", async () => {
  const controller = new AbortController();
  const made = plan({ suite: { ...suite, backends: ["null"] }, profile: adaptive });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const common = { plan: made, store, harness, prepare };
  await runSuite({
    ...common,
    host: mockHost(
      () => undefined,
      measureAs(() => even),
    ),
    signal: controller.signal,
    // 3 accuracy blocks and two rounds.
    reporter: { blockEnded: ({ position }) => void (position === 8 && controller.abort()) },
  });
  expect((await readRun(store.dir)).end).toBeUndefined();
  const { records } = await readRun(store.dir);
  const host = mockHost(
    () => undefined,
    measureAs(() => even),
  );
  const outcome = await runSuite({ ...common, host, earlier: records });
  expect(host.ran).toHaveLength(3);
  expect(outcome).toMatchObject({ status: "finished", leftOut: 15 });
  expect((await readRun(store.dir)).end?.comparisons).toMatchObject([{ rounds: 3 }, { rounds: 3 }]);
});

const probes = (before: number, after: number) => ({
  before: { cpuMs: before, gpuMs: null, conditions: null },
  after: { cpuMs: after, gpuMs: null, conditions: null },
});

test("a throttled block cools down and runs again; the record says how often", async () => {
  const waited: number[] = [];
  const heard: number[] = [];
  let block = 0;
  // The 5th latency block that runs finds a hot machine, twice.
  const { read, host } = await run(
    () => {
      block++;
      return { ...even, probes: block === 5 || block === 6 ? probes(10, 13) : probes(10, 11) };
    },
    {
      wait: async (ms) => void waited.push(ms),
      reporter: { coolingDown: (_, repeat) => void heard.push(repeat) },
    },
  );
  expect(waited).toEqual([10_000, 10_000]);
  expect(heard).toEqual([1, 2]);
  const coolings = read.records.flatMap((record) =>
    record.status === "completed" && record.cooling !== null ? [record.cooling] : [],
  );
  expect(coolings.map(({ repeats }) => repeats)).toEqual([0, 0, 0, 0, 2, 0, 0, 0, 0]);
  expect(coolings[4]).toEqual({
    repeats: 2,
    baseline: { cpuMs: 10, gpuMs: null },
    throttled: false,
  });
  // 3 accuracy blocks, 9 latency blocks and two of them again.
  expect(host.ran).toHaveLength(14);
});

test("a machine that stays throttled is waited for twice, and says so", async () => {
  const waited: number[] = [];
  let block = 0;
  const { read } = await run(
    () => ({ ...even, probes: block++ === 0 ? probes(10, 10) : probes(12, 12) }),
    { wait: async (ms) => void waited.push(ms) },
  );
  // The first block is the baseline; two blocks have three cool-downs of 10 s, and the other six none.
  expect(waited).toEqual(samples(10_000, 6));
  const throttled = read.records.filter(
    (record) => record.status === "completed" && record.cooling?.throttled === true,
  );
  expect(throttled).toHaveLength(8);
});

test("without a cool-down a throttled block is kept, and says so", async () => {
  const made = plan({
    suite: { ...suite, backends: ["null"], coolDownSeconds: 0 },
    profile: adaptive,
  });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  let block = 0;
  const stated = () => ({ ...even, probes: block++ === 4 ? probes(10, 13) : probes(10, 10) });
  const host = mockHost(() => undefined, measureAs(stated));
  await runSuite({ plan: made, host, store, harness, prepare });
  const { records } = await readRun(store.dir);
  const coolings = records.flatMap((record) =>
    record.status === "completed" && record.cooling !== null ? [record.cooling] : [],
  );
  expect(coolings[4]).toMatchObject({ repeats: 0, throttled: true });
  expect(host.ran).toHaveLength(12);
});

test("what the reference says goes with the accuracy blocks alone", async () => {
  const asked: string[] = [];
  const seen: unknown[] = [];
  const reference = { logits: [[0, 1]], tolerance: 0.001 };
  const inner = mockHost(
    () => undefined,
    measureAs(() => even),
  );
  await run(() => even, {
    reference: async ({ task }) => {
      asked.push(task.kind);
      return reference;
    },
    host: {
      run(block, ...rest) {
        if (block.task.kind === "accuracy") seen.push(block.task.reference);
        return inner.run(block, ...rest);
      },
    },
  });
  expect(asked).toEqual(["accuracy", "accuracy", "accuracy"]);
  expect(seen).toEqual([reference, reference, reference]);
});

test("a block that stood still runs again, at most three times, and its record says so", async () => {
  const host = mockHost();
  const seen = new Map<string, number>();
  /** The first latency block stands still once, the second always. */
  const standing: typeof host = {
    ...host,
    async run(block, onEvent, signal) {
      const end = await host.run(block, onEvent, signal);
      const times = (seen.get(block.id) ?? 0) + 1;
      seen.set(block.id, times);
      if (end.type !== "completed") return end;
      const always = block.id.startsWith("0004");
      const once = block.id.startsWith("0003") && times === 1;
      return { ...end, suspendedMs: always || once ? 20_000 : 0 };
    },
  };
  const told: [number, number][] = [];
  const { read, outcome } = await run(() => even, {
    host: standing,
    reporter: { suspended: (_, repeat, ms) => told.push([repeat, ms]) },
  });
  const suspensions = read.records.map((record) =>
    record.status === "completed" ? record.suspension : undefined,
  );
  expect(suspensions.slice(2, 6)).toEqual([
    { repeats: 0, ms: 0 },
    { repeats: 1, ms: 0 },
    { repeats: 3, ms: 20_000 },
    { repeats: 0, ms: 0 },
  ]);
  expect(told).toEqual([
    [1, 20_000],
    [1, 20_000],
    [2, 20_000],
    [3, 20_000],
  ]);
  expect(outcome.status).toBe("finished");
});
