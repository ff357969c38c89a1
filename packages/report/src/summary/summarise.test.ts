import {
  recordSchema,
  runManifestSchema,
  type Arm,
  type Measurement,
  type RunEnd,
} from "@vmoe-bench/contracts";
import { describe, expect, test } from "vitest";
import {
  costOf,
  placementOf,
  wholeRun,
  withEnds,
  withLatency,
  withStarts,
} from "../testing/run.ts";
import { summarise } from "./summarise.ts";

test("the run that these tests are about is one as it lies on disk", () => {
  const { manifest, records } = wholeRun();
  expect(runManifestSchema.parse(manifest)).toEqual(manifest);
  for (const record of records) expect(recordSchema.parse(record)).toEqual(record);
});

test("an arm's row has its accuracy, cost, latency and ratio to its dense baseline", () => {
  const { rows } = summarise(wholeRun());
  expect(rows.map(({ arm }) => arm.model)).toEqual(["dense-6x64", "vmoe-6x64"]);
  const [dense, sparse] = rows;
  expect(dense).toMatchObject({
    baseline: null,
    ratio: null,
    verdict: "baseline",
    top1: { value: 0.9, n: 10 },
    blocks: { planned: 4, completed: 4, missing: 0 },
  });
  expect(sparse).toMatchObject({
    baseline: "dense-6x64",
    top1: { value: 1, n: 10 },
    cost: { parameters: { total: 711_000, active: 313_000 } },
    artifactBytes: 1_300_000,
    latency: { samples: 300, loadMs: 12, firstMs: 3 },
    verdict: "slower",
    verdictText: "1.10x slower",
  });
  expect(sparse?.latency?.medianMs).toBeCloseTo(0.504, 6);
  // 0.504 / 0.458
  expect(sparse?.ratio?.ratio).toBeCloseTo(1.1004, 4);
  expect(sparse?.ratio?.rounds).toBe(3);
});

test("the same records give the same summary", () => {
  expect(summarise(wholeRun())).toEqual(summarise(wholeRun()));
});

test("the order of the records does not matter", () => {
  const run = wholeRun();
  const turned = { ...run, records: run.records.toReversed() };
  expect(summarise(turned)).toEqual(summarise(run));
});

test("a small effect is no difference", () => {
  const [, sparse] = summarise(wholeRun({ sparseMs: 0.47 })).rows;
  expect(sparse).toMatchObject({ verdict: "no-difference", verdictText: "no difference shown" });
});

describe("runs that did not complete", () => {
  test("the ratio is of the rounds that both arms completed", () => {
    // Block 3 is the sparse arm's first round, block 5 the dense arm's second.
    const [, sparse] = summarise(withEnds(wholeRun(), { 3: "failed" })).rows;
    expect(sparse?.ratio?.rounds).toBe(2);
    expect(sparse?.blocks).toMatchObject({ completed: 3, failed: 1 });
    const [, left] = summarise(withEnds(wholeRun(), { 3: "failed", 5: null })).rows;
    expect(left).toMatchObject({ ratio: null, verdict: "not-enough" });
    expect(left?.latency?.samples).toBe(200);
  });

  test("rounds stay paired where one of many is gone, and it is missing", () => {
    // The machine is twice as slow in the second round: blocks 4 and 5.
    const slow = withLatency(wholeRun(), (m, position) =>
      [4, 5].includes(position) ? { ...m, samplesMs: m.samplesMs.map((ms) => 2 * ms) } : m,
    );
    const { manifest } = slow;
    const end: RunEnd = {
      schemaVersion: 1,
      runId: manifest.id,
      endedAt: manifest.startedAt,
      comparisons: [],
      leftOut: [],
      leftOutForTime: [],
    };
    const profile = { ...manifest.profile, blocks: 1 };
    const run = withEnds({ ...slow, manifest: { ...manifest, profile }, end }, { 4: null });
    const [, sparse] = summarise(run).rows;
    expect(sparse?.blocks).toMatchObject({ planned: 4, completed: 3, missing: 1 });
    expect(sparse?.ratio).toMatchObject({ rounds: 2 });
    expect(sparse?.ratio?.high).toBeCloseTo(1.1004, 4);
    expect(sparse?.ratio?.low).toBeCloseTo(1.1004, 4);
  });

  test("what a budget left out of the first rounds does not make a run unfinished", () => {
    const whole = wholeRun();
    const end = (leftOut: string[]): RunEnd => ({
      schemaVersion: 1,
      runId: whole.manifest.id,
      endedAt: whole.manifest.startedAt,
      comparisons: [],
      leftOut,
      leftOutForTime: leftOut,
    });
    // Blocks 6 and 7 are the third of three first rounds.
    const short = withEnds(whole, { 6: null, 7: null });
    const over = summarise({ ...short, end: end(["0006", "0007"]) });
    expect(over).toMatchObject({ unfinished: false, blocks: { planned: 6, missing: 0 } });
    const stopped = summarise({ ...short, end: end(["0007"]) });
    expect(stopped).toMatchObject({ unfinished: true, blocks: { planned: 7, missing: 1 } });
  });

  test("reasons are given once, with their remedies", () => {
    const ends = { 1: "unsupported", 3: "unsupported", 4: "unsupported", 7: "failed" } as const;
    const [, sparse] = summarise(withEnds(wholeRun(), ends)).rows;
    expect(sparse).toMatchObject({
      cost: null,
      top1: null,
      latency: null,
      ratio: null,
      reasons: ["There is no driver. Install it.", "It fell over. Run it again."],
    });
  });

  test("blocks are counted by how they ended", () => {
    const ends = { 4: "failed", 5: "unsupported", 6: "aborted", 7: null } as const;
    expect(summarise(withEnds(wholeRun(), ends)).blocks).toEqual({
      planned: 8,
      completed: 4,
      unsupported: 1,
      failed: 1,
      aborted: 1,
      missing: 1,
    });
  });
});

test("a percentile with too few samples is not given", () => {
  const few = withLatency(wholeRun(), (m) => ({ ...m, samplesMs: m.samplesMs.slice(0, 21) }));
  const [dense] = summarise(few).rows;
  // 3 x 21 = 63 samples: the median needs 11, p90 needs 64.
  expect(dense?.latency).toMatchObject({ samples: 63, p90Ms: null });
  expect(dense?.latency?.medianMs).toBeGreaterThan(0.45);
});

test("a row says which command makes it again", () => {
  const [, sparse] = summarise(wholeRun()).rows;
  expect(sparse?.command).toBe(
    "vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'",
  );
});

test("rounds that were not needed are not missing", () => {
  const run = wholeRun();
  const [block] = run.manifest.blocks.slice(-1);
  if (block === undefined) throw new Error("There is no block.");
  const profile = { ...run.manifest.profile, maxBlocks: 4 };
  const blocks = [...run.manifest.blocks, { ...block, id: "0008" }];
  const longer = { ...run, manifest: { ...run.manifest, profile, blocks } };
  expect(summarise(longer).blocks).toMatchObject({ planned: 8, completed: 8, missing: 0 });
});

test("a page that was hidden voids its block", () => {
  const hidden = withLatency(wholeRun(), (m, position) =>
    position === 2 ? { ...m, page: { hidden: true } } : m,
  );
  const [dense, sparse] = summarise(hidden).rows;
  // One of three blocks of 100 samples, and its round.
  expect(dense?.latency?.samples).toBe(200);
  expect(sparse?.ratio?.rounds).toBe(2);
});

test("offline counts images a second, a camera its frames", () => {
  const run = wholeRun();
  const rename = (scenario: Arm["scenario"]) => ({
    ...run.manifest,
    blocks: run.manifest.blocks.map((block) =>
      block.task === "latency" ? { ...block, arm: { ...block.arm, scenario } } : block,
    ),
  });
  const passes = withLatency(run, (m) => ({
    ...m,
    batches: [
      [0, 1],
      [2, 3],
    ],
  }));
  const [offline] = summarise({ ...passes, manifest: rename({ kind: "offline" }) }).rows;
  // 300 passes over 4 images in 12 s.
  expect(offline?.latency?.imagesPerSecond).toBe(100);
  const filmed = withLatency(run, (m) => ({ ...m, frames: { due: 120, dropped: [3, 9] } }));
  const camera = { kind: "camera", framesPerSecond: 30, queue: 1 } as const;
  const [frames] = summarise({ ...filmed, manifest: rename(camera) }).rows;
  expect(frames?.latency?.frames).toEqual({ due: 360, dropped: 6 });
});

test("first starts and cold sessions are rows of their own", () => {
  const run = wholeRun();
  const start = (regime: "first-ever" | "cold-session", prepareMs: number): Measurement => ({
    kind: "footprint",
    regime,
    placement: placementOf(run),
    cost: costOf(run),
    prepareMs,
    loadMs: 10,
    firstMs: 2,
    residentBytes: { before: 1, peak: 2 },
    bytesRead: { beforeFirst: 1, total: 1 },
    touchedBytes: 1,
    experts: [],
  });
  const [dense] = summarise(
    withStarts(run, [start("first-ever", 300), start("cold-session", 0)]),
  ).rows;
  expect(dense?.starts).toEqual({
    firstEver: { prepareMs: 300, loadMs: 10, firstMs: 2, wholeMs: 312, processes: 1 },
    coldSession: { prepareMs: 0, loadMs: 10, firstMs: 2, wholeMs: 12, processes: 1 },
  });
});
