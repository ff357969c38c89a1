import { recordSchema, runManifestSchema } from "@vmoe-bench/contracts";
import { describe, expect, test } from "vitest";
import { withEnds, withLatency, wholeRun } from "../testing/run.ts";
import { summarise } from "./summarise.ts";

test("the run that these tests are about is one as it lies on disk", () => {
  const { manifest, records } = wholeRun();
  expect(runManifestSchema.parse(manifest)).toEqual(manifest);
  for (const record of records) expect(recordSchema.parse(record)).toEqual(record);
});

test("an arm's row has its accuracy, cost, latency and ratio to its dense twin", () => {
  const { rows } = summarise(wholeRun());
  expect(rows.map(({ arm }) => arm.model)).toEqual(["dense-6x64", "vmoe-6x64"]);
  const [dense, sparse] = rows;
  expect(dense).toMatchObject({
    twin: null,
    ratio: null,
    verdict: "baseline",
    top1: { value: 0.9, n: 10 },
    blocks: { planned: 4, completed: 4, missing: 0 },
  });
  expect(sparse).toMatchObject({
    twin: "dense-6x64",
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
  const { manifest, records } = wholeRun();
  const turned = { manifest, records: records.toReversed() };
  expect(summarise(turned)).toEqual(summarise({ manifest, records }));
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

test("what to know of the numbers is noted", () => {
  const troubled = withLatency(wholeRun({ denseMs: 0.005 }), (m, position) =>
    position === 2
      ? {
          ...m,
          warmUp: { ...m.warmUp, steady: false },
          // Twice as slow in the end, and one in eight ten times as slow.
          samplesMs: m.samplesMs.map((ms, i) => ms * (i > 74 ? 1.05 : 1) * (i % 8 === 0 ? 10 : 1)),
        }
      : m,
  );
  const [dense, sparse] = summarise(troubled).rows;
  expect(dense?.notes).toEqual([
    "median is under 100 steps of the clock",
    "no steady state after the warm-up in 1 of 3 blocks",
    "more than 10 % severe outliers in 1 of 3 blocks",
    "drift over 5 % in 1 of 3 blocks",
  ]);
  expect(sparse?.notes).toEqual([]);
});

test("a software adapter is noted", () => {
  const { manifest, records } = wholeRun();
  const software = records.map((record) =>
    record.status === "completed"
      ? {
          ...record,
          provenance: {
            ...record.provenance,
            runtime: { ...record.provenance.runtime, adapter: "swiftshader", software: true },
          },
        }
      : record,
  );
  const [dense] = summarise({ manifest, records: software }).rows;
  expect(dense?.notes).toEqual(["software adapter (swiftshader)"]);
});
