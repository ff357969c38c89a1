import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  armKey,
  type Block,
  type BlockEnd,
  type BlockRecord,
  type Measurement,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { expect, test } from "vitest";
import { readRun } from "../store/read-run.ts";
import { createRunStore, reopenRunStore } from "../store/run-store.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { harness, hostProvenance, mockHost, prepare } from "../testing/host.ts";
import { plan } from "../testing/suite.ts";
import { runSuite } from "./run-suite.ts";

const failed: BlockEnd = {
  type: "failed",
  failure: { code: "crash", message: "It fell over.", remedy: "Pick it up." },
};
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
