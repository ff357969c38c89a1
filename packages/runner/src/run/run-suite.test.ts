import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  armKey,
  type Block,
  type BlockEnd,
  type BlockRecord,
  type Host,
  type Measurement,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { expect, test } from "vitest";
import { readRun } from "../store/read-run.ts";
import { createRunStore, reopenRunStore } from "../store/run-store.ts";
import { plan, suite, temporaryFolder } from "../testing/suite.ts";
import { harness, hostProvenance, mockHost, prepare } from "../testing/host.ts";
import { requireBudget } from "./time-left.ts";
import { runSuite } from "./run-suite.ts";

const failed: BlockEnd = {
  type: "failed",
  failure: { code: "crash", message: "It fell over.", remedy: "Pick it up." },
};
const dense = { id: "dense", hasExperts: false } as const;
const unsupported: BlockEnd = { type: "unsupported", reason: "No.", remedy: "None." };

async function run(
  endOf?: (block: Block) => BlockEnd | undefined,
  options: { signal?: AbortSignal; blockEnded?: (record: BlockRecord, left: number) => void } = {},
) {
  const made = plan();
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const host = mockHost(endOf);
  const { signal, ...reporter } = options;
  const outcome = await runSuite({
    plan: made,
    host,
    store,
    harness,
    prepare,
    reporter,
    ...(signal === undefined ? {} : { signal }),
  });
  return { outcome, host, read: await readRun(store.dir), made };
}

test("every block runs in order and has its record", async () => {
  const { outcome, host, read, made } = await run();
  expect(outcome).toEqual({
    status: "finished",
    counts: { completed: 24, unsupported: 0, failed: 0, aborted: 0 },
    planned: 24,
    leftOut: 0,
  });
  expect(host.ran).toEqual(made.blocks.map(({ id }) => id));
  expect(read.records).toHaveLength(24);
  expect(read.records[0]).toMatchObject({
    status: "completed",
    provenance: { harness, ...hostProvenance },
  });
});

test("a block that fails does not stop the run", async () => {
  const { outcome, read } = await run(({ id }) => (id.startsWith("0003") ? failed : undefined));
  expect(outcome).toMatchObject({ status: "finished", counts: { completed: 23, failed: 1 } });
  expect(read.records[3]).toMatchObject({ status: "failed", failure: { code: "crash" } });
});

test("an unsupported arm is started once, and all its blocks say why", async () => {
  const { outcome, host, read } = await run(({ arm }) =>
    arm.backend === "null" && arm.strategy === "gather" ? unsupported : undefined,
  );
  // Its accuracy block, with a batch of its own, and the first of its three latency blocks.
  expect(host.ran).toHaveLength(22);
  expect(outcome.counts).toMatchObject({ unsupported: 4, completed: 20 });
  const reasons = read.records.filter(({ status }) => status === "unsupported");
  expect(new Set(reasons.map(({ arm }) => armKey(arm)))).toEqual(
    new Set(["vmoe@null gather b4 t1", "vmoe@null gather b1 t1"]),
  );
});

test("an arm that loads and can't be run is started once more at most", async () => {
  const started = { type: "started", provenance: hostProvenance } as const;
  const made = plan({
    suite: { ...suite, models: ["dense"], backends: ["null"] },
    models: [dense],
  });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const ran: string[] = [];
  const host: Host = {
    async run({ id }, onEvent) {
      ran.push(id);
      onEvent(started);
      return unsupported;
    },
  };
  await runSuite({ plan: made, host, store, harness, prepare });
  // Its accuracy with 4 images a run, and the first of its three rounds with one.
  expect(ran).toHaveLength(2);
  expect((await readRun(store.dir)).records.map(({ status }) => status)).toEqual(
    Array.from({ length: 4 }, () => "unsupported"),
  );
});

test("what a host can't measure of an arm that it loaded leaves the arm's latency", async () => {
  const wholeSuite = {
    ...suite,
    models: ["dense"],
    backends: ["null" as const],
    footprintImages: 2,
  };
  const made = plan({ suite: wholeSuite, models: [dense] });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const host = mockHost();
  const tried: string[] = [];
  const withoutMemory: Host = {
    async run(block, onEvent, signal) {
      tried.push(block.task.kind);
      if (block.task.kind !== "footprint") return host.run(block, onEvent, signal);
      onEvent({ type: "started", provenance: hostProvenance });
      return unsupported;
    },
  };
  const outcome = await runSuite({ plan: made, host: withoutMemory, store, harness, prepare });
  expect(tried.filter((kind) => kind === "footprint")).toHaveLength(1);
  expect(outcome.counts).toMatchObject({ completed: 4, unsupported: 3 });
});

test("a model that the plan refuses is not started, announced or asked for in the budget", async () => {
  const refusal = { reason: "dense.onnx is of opset 30.", remedy: "Export it again." };
  const models = [
    { ...dense, refusal },
    { id: "vmoe", hasExperts: true },
  ];
  const made = plan({ models, suite: { ...suite, backends: ["null"] } });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const host = mockHost();
  const announced: [ms: number, refused: ReadonlySet<string>][] = [];
  const planned = (_: unknown, ms: number, refused: ReadonlySet<string>) =>
    void announced.push([ms, refused]);
  await runSuite({ plan: made, host, store, harness, prepare, reporter: { planned } });
  // Two strategies of the other: an accuracy block of 4.5 s and 3 rounds of 1.51 s each.
  expect(announced).toEqual([
    [18_060, new Set(["dense@null dense b4 t1", "dense@null dense b1 t1"])],
  ]);
  expect(host.ran.filter((id) => id.includes("dense"))).toEqual([]);
  const { records } = await readRun(store.dir);
  const reasons = records.flatMap((one) => (one.status === "unsupported" ? [one.reason] : []));
  expect(reasons).toEqual(Array.from({ length: 4 }, () => refusal.reason));
  // With two fifths of a time that is just enough for samples, the rest takes 18 s of 30.
  const within = (budgetSeconds: number) =>
    plan({ models, suite: { ...suite, backends: ["null"], budgetSeconds } });
  expect(() => requireBudget(within(19))).not.toThrow();
  expect(() => requireBudget(within(18))).toThrow("takes about 30 s (8 blocks), and it has 18 s.");
});

const noMemory = async ({ id }: { readonly id: string }) => {
  if (id.startsWith("0000")) throw new Error("Failed to allocate memory: bad_alloc");
  return null;
};

test("what goes wrong before a block starts is its failure, and ends no other", async () => {
  const made = plan();
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const host = mockHost();
  const outcome = await runSuite({
    plan: made,
    host,
    store,
    harness,
    prepare,
    reference: noMemory,
  });
  expect(outcome.counts).toMatchObject({ completed: 23, failed: 1 });
  expect((await readRun(store.dir)).records[0]).toMatchObject({
    status: "failed",
    failure: { code: "out-of-memory" },
  });
});

test("an abort ends the run and keeps what is finished", async () => {
  const controller = new AbortController();
  const { outcome, host, read } = await run(
    ({ id }) => {
      if (!id.startsWith("0005")) return undefined;
      controller.abort();
      return { type: "aborted" };
    },
    { signal: controller.signal },
  );
  expect(outcome).toMatchObject({ status: "aborted", counts: { completed: 5, aborted: 1 } });
  expect(host.ran).toHaveLength(6);
  expect(read.records.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => "completed"),
    "aborted",
  ]);
});

test("a host that has gone ends each block that is left as aborted", async () => {
  const { outcome, host, read } = await run(({ id }) =>
    id >= "0005" ? { type: "aborted" } : undefined,
  );
  expect(outcome).toMatchObject({ status: "aborted", counts: { completed: 5, aborted: 19 } });
  expect(host.ran).toHaveLength(24);
  expect(read.records).toHaveLength(24);
});

test("an abort between two blocks starts no other", async () => {
  const controller = new AbortController();
  const { outcome, read } = await run(undefined, {
    signal: controller.signal,
    blockEnded: ({ position }) => {
      if (position === 2) controller.abort();
    },
  });
  expect(outcome).toMatchObject({ status: "aborted", counts: { completed: 3, aborted: 0 } });
  expect(read.records).toHaveLength(3);
});

test("a full disk ends the run and keeps what is finished", async () => {
  const made = plan();
  let writes = 0;
  const store = await createRunStore(await temporaryFolder(), made.manifest, async (path, text) => {
    if (++writes > 4) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    await writeFileWhole(path, text);
  });
  const host = mockHost();
  await expect(runSuite({ plan: made, host, store, harness, prepare })).rejects.toThrow(
    expect.objectContaining({ code: "disk-full" }),
  );
  expect(host.ran).toHaveLength(4);
  expect(await readdir(store.dir)).toHaveLength(4);
  expect((await readRun(store.dir)).records).toHaveLength(3);
});

test("a result of another task is a failed block", async () => {
  const { read } = await run((block) => {
    if (!block.id.startsWith("0000")) return undefined;
    return { type: "completed", measurement: otherMeasurement };
  });
  expect(read.records[0]).toMatchObject({ status: "failed", failure: { code: "bad-message" } });
});

const otherMeasurement: Measurement = {
  kind: "latency",
  placement: {
    runtime: "mock",
    version: "1",
    provider: "cpu",
    threads: 1,
    strategy: "dense",
    precision: "float32",
    artifactBytes: 0,
  },
  cost: {
    flops: {
      denseEquivalent: { macs2: 0, elementwise: 0 },
      active: { macs2: 0, elementwise: 0 },
      executed: { macs2: 0, elementwise: 0 },
    },
    parameters: { total: 0, active: 0 },
    fileBytes: 0,
  },
  loadMs: 0,
  firstMs: 0,
  warmUp: { samplesMs: [], steady: true },
  batches: [[0]],
  experts: [],
  samplesMs: [1],
  elapsedMs: null,
  frames: null,
  probes: null,
  page: null,
};

test("a run goes on with the blocks that have no record", async () => {
  const controller = new AbortController();
  const first = await run(
    ({ id }) => {
      if (!id.startsWith("0005")) return undefined;
      controller.abort();
      return { type: "aborted" };
    },
    { signal: controller.signal },
  );
  const store = reopenRunStore(first.read);
  const earlier = first.read.records;
  const host = mockHost();
  const outcome = await runSuite({ plan: first.made, host, store, harness, prepare, earlier });
  expect(outcome).toMatchObject({ status: "finished", counts: { completed: 19, aborted: 0 } });
  expect(host.ran).toEqual(first.made.blocks.slice(5).map(({ id }) => id));
  const { records, overtaken } = await readRun(store.dir);
  expect(records.map(({ position }) => position)).toEqual(first.made.blocks.map((_, i) => i));
  expect(records.every(({ status }) => status === "completed")).toBe(true);
  expect(overtaken).toMatchObject([{ status: "aborted", position: 5 }]);
});

/** The run with its records, gone on with. */
async function resumed(
  first: Awaited<ReturnType<typeof run>>,
  endOf?: (block: Block) => BlockEnd | undefined,
) {
  const dir = first.read.dir;
  const before = await readRun(dir);
  const host = mockHost(endOf);
  const outcome = await runSuite({
    plan: first.made,
    host,
    store: reopenRunStore(before),
    harness,
    prepare,
    earlier: before.records,
  });
  return { outcome, host, read: await readRun(dir), files: await readdir(dir) };
}

test("a block that failed is tried again, in a record of its own, and the last attempt counts", async () => {
  const first = await run(({ id }) => (id.startsWith("0003") ? failed : undefined));
  const id = first.made.blocks[3]?.id ?? "";
  const file = join(first.read.dir, `${id}.json`);
  const written = await readFile(file, "utf8");
  const second = await resumed(first, () => failed);
  expect(second.host.ran).toEqual([id]);
  expect(second.read.records[3]).toMatchObject({ status: "failed", attempt: 2 });
  const third = await resumed(first);
  expect(third.host.ran).toEqual([id]);
  expect(third.outcome).toMatchObject({ status: "finished", counts: { completed: 1, failed: 0 } });
  expect(third.read.problems).toEqual([]);
  expect(third.read.records).toHaveLength(24);
  expect(third.read.records[3]).toMatchObject({ status: "completed", attempt: 3 });
  expect(third.read.overtaken.map(({ attempt = 1 }) => attempt)).toEqual([1, 2]);
  expect(await readFile(file, "utf8")).toBe(written);
  expect(third.files).toContain(`${id}.attempt-3.json`);
  expect((await resumed(first)).host.ran).toEqual([]);
});

test("the end is written once more where blocks that were tried again changed it", async () => {
  const first = await run(({ arm }) => (arm.model === "dense" ? failed : undefined));
  expect(first.read.end?.comparisons[0]).toMatchObject({ rounds: 0 });
  const second = await resumed(first);
  expect(second.files).toContain("end.attempt-2.json");
  expect(second.read.end?.attempt).toBe(2);
  expect(second.read.end?.comparisons[0]).toMatchObject({ rounds: 3 });
  expect((await resumed(first)).files).toHaveLength(second.files.length);
});

test("an arm that was unsupported is asked once more, and written only where the answer is new", async () => {
  const first = await run(({ arm }) => (arm.backend === "null" ? unsupported : undefined));
  const missing = first.read.records.filter(({ status }) => status === "unsupported");
  const same = await resumed(first, () => unsupported);
  expect(same.host.ran.length).toBe(new Set(missing.map(({ arm }) => armKey(arm))).size);
  expect(same.files).toHaveLength(first.made.blocks.length + 2);
  const there = await resumed(first);
  expect(there.host.ran).toEqual(missing.map(({ blockId }) => blockId));
  expect(there.read.records.every(({ status }) => status === "completed")).toBe(true);
});

test("the reporter hears of each block and of the time left", async () => {
  const made = plan();
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const heard: string[] = [];
  const left: number[] = [];
  // Each block takes a second: the clock is read as it starts and as it ends.
  let second = 0;
  await runSuite({
    plan: made,
    host: mockHost(),
    store,
    harness,
    prepare,
    now: () => new Date(1_000 * second++),
    reporter: {
      planned: ({ blocks }) => heard.push(`planned ${blocks.length}`),
      blockStarted: (_, position) => heard.push(`start ${position}`),
      blockEvent: (_, { type }) => heard.push(type),
      blockEnded: ({ status }, remainingMs) => {
        heard.push(status);
        left.push(remainingMs);
      },
    },
  });
  expect(heard.slice(0, 6)).toEqual([
    "planned 24",
    "start 0",
    "started",
    "progress",
    "completed",
    "start 1",
  ]);
  // After the 20th block, 4 of a second each are left.
  expect(left[19]).toBe(4_000);
  expect(left.at(-1)).toBe(0);
});
