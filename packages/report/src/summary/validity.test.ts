import type { BlockRecord, CompletedRecord, RunEnd } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { wholeRun, withAccuracy, withEnds, withLatency } from "../testing/run.ts";
import { accuracyFindings } from "./accuracy-findings.ts";
import type { RunData } from "./run-data.ts";
import { summarise } from "./summarise.ts";

/** The codes of the dense row and of the sparse one, with their details. */
function codes(run: RunData): string[][] {
  return summarise(run).rows.map(({ validity }) =>
    (validity?.reasons ?? []).map(({ code, detail }) => `${code} ${detail}`.trim()),
  );
}

const changed = (run: RunData, change: (record: CompletedRecord) => CompletedRecord): RunData => ({
  ...run,
  records: run.records.map((record): BlockRecord =>
    record.status === "completed" ? change(record) : record,
  ),
});

test("a run that kept every rule is valid", () => {
  expect(codes(wholeRun())).toEqual([[], []]);
  expect(summarise(wholeRun()).rows.map(({ validity }) => validity?.level)).toEqual([
    "valid",
    "valid",
  ]);
});

test("without any latency there is nothing to trust", () => {
  const [dense] = summarise({ ...wholeRun(), records: [] }).rows;
  expect(dense?.validity).toBeNull();
});

test("too few samples for a median; of one round for an interval", () => {
  const one = withLatency(wholeRun(), (m) => ({ ...m, samplesMs: m.samplesMs.slice(0, 3) }));
  // 9 samples of the 11 that a median needs.
  expect(codes(one)[0]).toEqual(["not-enough", "too-few-samples"]);
  const [, sparse] = codes(withEnds(wholeRun(), { 3: "failed", 4: "failed" }));
  expect(sparse).toEqual(["not-enough", "too-few-samples", "too-short"]);
});

test("fewer samples and less time than the profile asks for", () => {
  const few = withLatency(wholeRun(), (m) => ({ ...m, samplesMs: m.samplesMs.slice(0, 42) }));
  expect(codes(few)[0]).toEqual(["too-few-samples"]);
  const short = withLatency(wholeRun(), (m) => ({ ...m, elapsedMs: 3_000 }));
  expect(codes(short)[0]).toEqual(["too-short"]);
});

test("a clock that does not resolve the median makes both rows of a comparison invalid", () => {
  // 0.005 ms is 50 steps of 0.0001 ms; the sparse arm is resolved, and compared with what is not.
  expect(codes(wholeRun({ denseMs: 0.005 }))).toEqual([["clock-too-coarse"], ["baseline-invalid"]]);
  const [, sparse] = summarise(wholeRun({ denseMs: 0.005 })).rows;
  expect(sparse).toMatchObject({ verdict: "no-claim", validity: { level: "invalid" } });
});

test("a software adapter is no result of the hardware", () => {
  const software = changed(wholeRun(), (record) => ({
    ...record,
    provenance: {
      ...record.provenance,
      runtime: { ...record.provenance.runtime, adapter: "swiftshader", software: true },
    },
  }));
  expect(codes(software)).toEqual([["software-adapter"], ["software-adapter", "baseline-invalid"]]);
});

test("what troubles more than a quarter of the blocks is a reason, else a note", () => {
  const troubled = withLatency(wholeRun(), (m, position) =>
    position === 2
      ? {
          ...m,
          warmUp: { ...m.warmUp, steady: false },
          // 5 % slower in the last quarter, and one in eight ten times as slow.
          samplesMs: m.samplesMs.map((ms, i) => ms * (i > 74 ? 1.06 : 1) * (i % 8 === 0 ? 10 : 1)),
        }
      : m,
  );
  expect(codes(troubled)[0]).toEqual([
    "no-steady-state in 1 of 3 blocks",
    "noisy in 1 of 3 blocks",
    "drift in 1 of 3 blocks",
  ]);
  const run = wholeRun();
  const round = run.manifest.blocks.slice(2, 4);
  const more = [0, 1].flatMap((n) =>
    round.map((block, i) => ({ ...block, id: `more${2 * n + i}` })),
  );
  const records = run.records.slice(2, 4);
  const longer = {
    ...run,
    manifest: { ...run.manifest, blocks: [...run.manifest.blocks, ...more] },
    records: [
      ...run.records,
      ...more.flatMap(({ id }, i) => {
        const record = records[i % 2];
        return record === undefined ? [] : [{ ...record, blockId: id, position: 8 + i }];
      }),
    ],
  };
  // The same in one of five blocks.
  const once = withLatency(longer, (m, position) =>
    position === 2 ? { ...m, warmUp: { ...m.warmUp, steady: false } } : m,
  );
  const [dense] = summarise(once).rows;
  expect(dense?.validity).toEqual({
    level: "valid",
    reasons: [],
    notes: [{ code: "no-steady-state", detail: "in 1 of 5 blocks" }],
  });
});

test.each([
  [3, "throttled in 3 of 3 blocks, after 3 cool-downs, too"],
  [1, "throttled in 3 of 3 blocks, after 1 cool-down, too"],
  [0, "throttled in 3 of 3 blocks, no cool-down tried"],
])("throttled, after %i cool-downs", (repeats, said) => {
  const cooling = { repeats, baseline: { cpuMs: 10, gpuMs: null }, throttled: true };
  const hot = changed(wholeRun(), (record) =>
    record.task === "latency" ? { ...record, cooling } : record,
  );
  expect(codes(hot)).toEqual([[said], [said]]);
});

test("a block that stood still, however few they are", () => {
  const stood = changed(wholeRun(), (record) => ({
    ...record,
    suspension: { repeats: 3, ms: record.position === 2 ? 20_000 : 0 },
  }));
  const all = stood.records.filter(({ arm }) => arm.model === stood.records[2]?.arm.model).length;
  expect(codes(stood)[0]).toEqual([`suspended in 1 of ${all} blocks`]);
  expect(codes(stood)[1]).toEqual([]);
});

test.each([
  ["one allowed core of two", { allowedCores: 1 }, ["too-many-threads"]],
  ["half a core's time", { allowedCores: 2, cpuQuota: 0.5 }, ["too-many-threads"]],
  ["as many", { allowedCores: 2, cpuQuota: null }, []],
  ["a record that does not say", {}, []],
])("threads on %s", (_, cores, expected) => {
  const run = changed(wholeRun(), (record) => ({
    ...record,
    arm: { ...record.arm, threads: 2 },
    provenance: { ...record.provenance, system: { ...record.provenance.system, ...cores } },
    measurement: {
      ...record.measurement,
      placement: { ...record.measurement.placement, threads: 2 },
    },
  }));
  expect(codes(run)[0]?.filter((code) => code !== "mixed-conditions")).toEqual(expected);
});

test("other threads than asked for, or another governor half way", () => {
  const threads = withLatency(wholeRun(), (m) => ({
    ...m,
    placement: { ...m.placement, threads: 2 },
  }));
  expect(codes(threads)[0]).toEqual(["mixed-conditions"]);
  const governor = changed(wholeRun(), (record) => {
    const system = { ...record.provenance.system, governor: record.position < 4 ? "a" : "b" };
    return { ...record, provenance: { ...record.provenance, system } };
  });
  expect(codes(governor)[0]).toEqual(["mixed-conditions"]);
});

test("a run that went on with another browser or a retrained model is no one measurement", () => {
  const browser = changed(wholeRun(), (record) => {
    const version = record.position < 4 ? "Firefox/140" : "Chrome/156";
    const runtime = { ...record.provenance.runtime, versions: { browser: version } };
    return { ...record, provenance: { ...record.provenance, runtime } };
  });
  expect(codes(browser)[0]).toContain("mixed-software");
  const model = changed(wholeRun(), (record) => {
    const sha256 = record.position < 4 ? "a" : "b";
    return { ...record, provenance: { ...record.provenance, model: { sha256 } } };
  });
  expect(codes(model)[0]).toContain("mixed-software");
});

/** Why the dense row is not valid in a run whose later blocks ran on such a machine. */
function codesAfter(facts: { cpu?: string; cores?: number }) {
  const run = changed(wholeRun(), (record) => {
    const system = { ...record.provenance.system, ...(record.position < 4 ? {} : facts) };
    return { ...record, provenance: { ...record.provenance, system } };
  });
  return codes(run)[0];
}

test("a run that went on on another machine is no one measurement", () => {
  expect(codesAfter({ cpu: "Another" })).toEqual(["mixed-machines"]);
  expect(codesAfter({ cores: 64 })).toEqual(["mixed-machines"]);
  // What a browser keeps to itself tells nothing apart.
  expect(codesAfter({ cpu: "unknown" })).toEqual([]);
});

test("a hidden page voids its block", () => {
  const hidden = withLatency(wholeRun(), (m, position) =>
    position === 2 ? { ...m, page: { hidden: true } } : m,
  );
  expect(codes(hidden)[0]).toEqual([
    "hidden-page in 1 of 3 blocks",
    "too-few-samples",
    "too-short",
  ]);
});

/** The sparse arm's interval is wide: twice as slow in one round of three. */
const wide = (): RunData =>
  withLatency(wholeRun({ sparseMs: 0.458 }), (m, position) =>
    position === 4 ? { ...m, samplesMs: m.samplesMs.map((ms) => 2 * ms) } : m,
  );

function ended(run: RunData, reason: RunEnd["comparisons"][number]["reason"]): RunData {
  const comparison = {
    arm: "vmoe-6x64@ort-node/cpu gather b1 t1",
    baseline: "dense-6x64@ort-node/cpu dense b1 t1",
    rounds: 3,
    reason,
  };
  const end = {
    runId: run.manifest.id,
    endedAt: run.manifest.startedAt,
    leftOut: [],
    leftOutForTime: [],
  };
  return { ...run, end: { schemaVersion: 1, ...end, comparisons: [comparison] } };
}

test("an interval that is wider than asked, unless it ended because its difference is clear", () => {
  expect(codes(wide())[1]).toEqual(["interval-too-wide"]);
  expect(codes(ended(wide(), "time"))[1]).toEqual(["interval-too-wide"]);
  expect(codes(ended(wide(), "clear"))[1]).toEqual([]);
  expect(codes(ended(wholeRun(), "rounds"))[1]).toEqual([]);
});

test("outputs that are not the reference's, and none to compare", () => {
  const off = withAccuracy(wholeRun(), (m, position) =>
    position === 1 && m.reference !== null
      ? { ...m, reference: { ...m.reference, differing: 2, largestDifference: 0.3 } }
      : m,
  );
  expect(codes(off)[1]).toEqual(["disagrees-with-reference on 2 of 10 images"]);
  const none = withAccuracy(wholeRun(), (m) => ({ ...m, reference: null }));
  expect(codes(none)).toEqual([["not-compared"], ["not-compared"]]);
});

test("top-1 under 98 % of the reference's, on the images that both saw", () => {
  // The reference has all ten right, this arm nine: 90 %.
  const worse = withAccuracy(wholeRun(), (m, position) =>
    position === 1 && m.reference !== null
      ? {
          ...m,
          predicted: m.predicted.map((c) => (c === 7 ? 0 : c)),
          reference: { ...m.reference, tolerance: null },
        }
      : m,
  );
  expect(codes(worse)[1]).toEqual(["accuracy-below-reference"]);
  const [, sparse] = summarise(worse).rows;
  expect(sparse?.reference).toMatchObject({
    with: "reference interpreter",
    part: 0.9,
    paired: { onlyArm: 0, onlyBaseline: 1, n: 10 },
  });
});

/** The same block of the sparse arm's model. */
const one = <T extends { readonly arm: { readonly model: string } }>(block: T): T => ({
  ...block,
  arm: { ...block.arm, model: "vmoe-6x64" },
});

test("another arm of the model that agrees stands for the reference on all images", () => {
  const run = wholeRun();
  // The interpreter saw five of ten images.
  const same = {
    ...withAccuracy(run, (m) => ({
      ...m,
      reference: m.reference && { ...m.reference, predicted: m.labels.slice(0, 5) },
    })),
    manifest: { ...run.manifest, baselines: {}, blocks: run.manifest.blocks.map(one) },
  };
  const [dense, gather] = summarise({ ...same, records: same.records.map(one) }).rows;
  // The dense arm has nine of ten right, the other one ten.
  expect(dense?.reference).toMatchObject({
    with: "vmoe-6x64@ort-node/cpu gather b1 t1",
    part: 0.9,
    paired: { onlyBaseline: 1, n: 10 },
  });
  expect(gather?.reference).toMatchObject({
    with: "vmoe-6x64@ort-node/cpu dense b1 t1",
    images: 5,
  });
});

/** The run of ten images with other predictions, of 11 classes. */
function withPredicted(predicted: number[]): RunData {
  return changed(wholeRun(), (record) => {
    const { measurement } = record;
    if (measurement.kind !== "accuracy" || measurement.reference === null) return record;
    const reference = { ...measurement.reference, predicted };
    return { ...record, measurement: { ...measurement, predicted, classes: 11, reference } };
  });
}

test("labels that are one off, one class for all, and a top-1 that guessing has are told", () => {
  const labels = Array.from({ length: 10 }, (_, i) => i);
  const [shifted] = codes(withPredicted(labels.map((label) => label + 1)));
  expect(shifted).toEqual([
    "labels-off-by-one 10 of 10 right one higher, 0 as they are",
    "accuracy-at-chance 0 of 10 right, guessing is right once in 11",
  ]);
  const [same] = codes(withPredicted(labels.map(() => 4)));
  // At least 1 of 10 at 1/11: 1 − (10/11)^10 = 0.61.
  expect(same).toEqual([
    "one-class class 4, 10 images",
    "accuracy-at-chance 1 of 10 right, guessing is right once in 11",
  ]);
  // At least 3 of 10: 0.06; at least 4 of 10: 0.01.
  const right = (hits: number) => labels.map((label) => (label < hits ? label : 10));
  expect(codes(withPredicted(right(3)))[0]).toEqual([
    "accuracy-at-chance 3 of 10 right, guessing is right once in 11",
  ]);
  expect(codes(withPredicted(right(4)))[0]).toEqual([]);
});

const told = (labels: number[]) =>
  accuracyFindings({ labels, predicted: labels, classes: 11 }).map(
    ({ code, detail }) => `${code} ${detail}`,
  );

test("images of one class are told, as a model that always answers it has all of them right", () => {
  expect(told(Array<number>(8).fill(3))).toEqual(["labels-of-one-class class 3, 8 images"]);
  expect(told([...Array<number>(8).fill(3), 4])).toEqual([]);
  expect(told(Array<number>(7).fill(3))).toEqual([]);
});
