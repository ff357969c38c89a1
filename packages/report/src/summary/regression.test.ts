import type { Arm } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { drawMarkdown } from "../format/markdown.ts";
import { regressionDocument } from "../format/regression-document.ts";
import { wholeRun, withAccuracy, withEnds } from "../testing/run.ts";
import { regressionOf } from "./regression.ts";
import type { RunData } from "./run-data.ts";

const before = wholeRun();
const laterRun = (run: RunData): RunData => ({
  ...run,
  manifest: { ...run.manifest, id: "run-2" },
});

test("what got slower comes first, with its interval", () => {
  // 0.6 over 0.504 is 1.19; the dense model is as it was.
  const after = laterRun(wholeRun({ sparseMs: 0.6 }));
  expect(drawMarkdown(regressionDocument(regressionOf(before, after)))).toMatchInlineSnapshot(`
    "**run-2 over run-1 on Two cores: 1 of 2 slower**

    Median latency of a batch of 1 in ms, before and after; after over before with its 95 % interval, and a claim from 5 % on; top-1 in %, and its change on the same images

    | model | backend | strategy | before | after | x before \\[95 %\\] | verdict | top-1 before \\[95 %\\] | top-1 after \\[95 %\\] | top-1 change \\[95 %\\] |
    | :-- | :-- | :-- | --: | --: | --: | :-- | --: | --: | --: |
    | vmoe-6x64 | ort-node/cpu | gather | 0.504 | 0.600 | 1.19 \\[1.19, 1.19\\] | slower | 100 \\[72.25, 100\\] | 100 \\[72.25, 100\\] | 0.00 \\[0.00, 0.00\\] |
    | dense-6x64 | ort-node/cpu | dense | 0.458 | 0.458 | 1.00 \\[1.00, 1.00\\] | no difference shown | 90.00 \\[59.58, 98.21\\] | 90.00 \\[59.58, 98.21\\] | 0.00 \\[0.00, 0.00\\] |
    "
  `);
});

test("faster, and under the claim's threshold, are no regressions", () => {
  const report = regressionOf(before, laterRun(wholeRun({ denseMs: 0.3, sparseMs: 0.52 })));
  expect(report.arms).toMatchObject([{ verdict: "faster" }, { verdict: "no-difference" }]);
});

const document = (first: RunData, second: RunData) =>
  regressionDocument(regressionOf(first, laterRun(second)));
const passes = (first: RunData, second: RunData) => regressionOf(first, laterRun(second)).passes;

// Positions 3, 4 and 7 are the rounds of the sparse arm, 2, 5 and 6 those of the dense one.
const sparseFailed = withEnds(before, { 3: "failed", 4: "failed", 7: "failed" });

test("an arm that was measured before and failed now is lost, and first", () => {
  const { heading, tables, remarks } = document(before, sparseFailed);
  expect(heading).toBe("run-2 over run-1 on Two cores: 0 of 1 slower, 1 lost");
  expect(tables[0]?.rows[0]?.slice(0, 7).join(" | ")).toBe(
    "vmoe-6x64 | ort-node/cpu | gather | - | - | - | failed now",
  );
  expect(remarks[0]).toBe(
    "vmoe-6x64, ort-node/cpu, gather: it was measured before, and now 3 of its 3 blocks failed: It fell over. Run it again.",
  );
  expect(passes(before, sparseFailed)).toBe(false);
  // One of three rounds is left, and a median's interval needs two.
  const unsupported = withEnds(before, { 3: "unsupported", 4: "unsupported" });
  expect(regressionOf(before, unsupported).arms[1]).toMatchObject({
    status: "lost",
    end: "unsupported",
    reason:
      "it was measured before, and now 2 of its 3 blocks are unsupported: There is no driver. Install it",
  });
});

test("an arm that failed before, too, or was not run has lost nothing", () => {
  expect(regressionOf(sparseFailed, before).arms[1]).toMatchObject({
    status: "not-compared",
    reason: "in the earlier run its blocks failed: It fell over. Run it again",
  });
  expect(passes(sparseFailed, sparseFailed)).toBe(true);
  const stopped = withEnds(before, { 3: "aborted", 4: null, 7: null });
  expect(regressionOf(before, stopped).arms[1]).toMatchObject({
    status: "not-compared",
    reason: "in the later run it was not run",
  });
  expect(passes(before, stopped)).toBe(true);
});

test("a run of which nothing can be compared does not pass", () => {
  const nothing = { ...before, records: [] };
  expect(document(before, nothing).heading).toBe(
    "run-2 over run-1 on Two cores: no arm could be compared, 2 not compared",
  );
  expect(passes(before, nothing)).toBe(false);
  expect(passes(nothing, before)).toBe(false);
});

const wrong = (run: RunData): RunData =>
  withAccuracy(run, (m, position) =>
    position === 1 && m.reference !== null
      ? { ...m, reference: { ...m.reference, differing: 2 } }
      : m,
  );

test("of a cell that is invalid in a run no change is claimed, and why is said", () => {
  const slower = wholeRun({ sparseMs: 0.6 });
  const { heading, tables, remarks } = document(before, wrong(slower));
  expect(heading).toBe("run-2 over run-1 on Two cores: 0 of 1 slower, 1 without a claim");
  expect(tables[0]?.rows[0]?.slice(3, 7).join(" | ")).toBe(
    "0.504 | 0.600 | 1.19 [1.19, 1.19] | no claim",
  );
  expect(remarks).toEqual([
    "vmoe-6x64, ort-node/cpu, gather: it is invalid in the later run (disagrees-with-reference).",
  ]);
  expect(regressionOf(wrong(before), slower).arms[1]).toMatchObject({
    status: "no-claim",
    invalid: "before",
    reason: "it is invalid in the earlier run (disagrees-with-reference)",
  });
  expect(regressionOf(wrong(before), wrong(slower)).arms[1]).toMatchObject({
    invalid: "both",
    reason: "it is invalid in both runs (disagrees-with-reference; then disagrees-with-reference)",
  });
});

test("a run passes with what was invalid before, and not with what became so", () => {
  expect(passes(wrong(before), before)).toBe(true);
  expect(passes(wrong(before), wrong(before))).toBe(true);
  expect(passes(before, wrong(before))).toBe(false);
  expect(passes(before, before)).toBe(true);
  expect(passes(before, wholeRun({ sparseMs: 0.6 }))).toBe(false);
});

const denseAlone: RunData = {
  ...before,
  manifest: {
    ...before.manifest,
    blocks: before.manifest.blocks.filter(({ arm }) => arm.strategy === "dense"),
  },
};

test("an arm of the later run alone is new", () => {
  const { heading, tables } = document(denseAlone, before);
  expect(heading).toBe("run-2 over run-1 on Two cores: 0 of 1 slower, 1 new");
  expect(tables[0]?.rows[1]?.slice(0, 7).join(" | ")).toBe(
    "vmoe-6x64 | ort-node/cpu | gather | - | - | - | new",
  );
  expect(passes(denseAlone, before)).toBe(true);
});

type Provenance = Extract<RunData["records"][number], { status: "completed" }>["provenance"];

const made = (run: RunData, change: Partial<Provenance>): RunData => ({
  ...run,
  records: run.records.map((record) =>
    record.status === "completed"
      ? { ...record, provenance: { ...record.provenance, ...change } }
      : record,
  ),
});
const model = (sha256: string, graphSha256?: string) =>
  made(wholeRun(), { model: { sha256, ...(graphSha256 === undefined ? {} : { graphSha256 }) } });

test("a model of the same name is compared though its weights are others, which is told", () => {
  const report = regressionOf(model("a".repeat(64), "g"), laterRun(model("b".repeat(64), "g")));
  expect(report.arms).toMatchObject([{ status: "compared" }, { status: "compared" }]);
  expect(report.passes).toBe(true);
  expect(report.notes[0]).toBe(
    "model dense-6x64: other weights of the same graph (aaaaaaaa, then bbbbbbbb)",
  );
  const notes = (was: RunData, is: RunData) => regressionOf(was, laterRun(is)).notes;
  expect(notes(model("a", "g"), model("b", "h"))[1]).toBe(
    "model vmoe-6x64: another graph (a, then b)",
  );
  expect(notes(model("a"), model("b", "h"))[0]).toContain("do not say which");
  expect(notes(model("a", "g"), model("a", "g"))).toEqual([]);
});

test("what runs on other data, and arms that are not there, are not compared", () => {
  const other = made(wholeRun(), { dataset: { sha256: "other" } });
  expect(regressionOf(before, laterRun(other)).arms[0]).toMatchObject({
    reason: "the data set is another one",
  });
  const gone = laterRun(denseAlone);
  expect(regressionOf(before, gone).arms[1]).toMatchObject({
    reason: "it is not in the later run",
  });
});

const renamed = (run: RunData, name: string): RunData => {
  const named = <T extends { arm: { model: string } }>(one: T): T => ({
    ...one,
    arm: { ...one.arm, model: one.arm.model === "dense-6x64" ? name : one.arm.model },
  });
  const { manifest } = run;
  return {
    ...run,
    manifest: {
      ...manifest,
      baselines: { "vmoe-6x64": name },
      blocks: manifest.blocks.map(named),
    },
    records: run.records.map(named),
  };
};

const threaded = <T extends { arm: Arm }>(one: T): T => ({
  ...one,
  arm: { ...one.arm, threads: 2 },
});

test("of an arm that the later run has with other settings, they are named", () => {
  const run = wholeRun();
  const blocks = run.manifest.blocks.map(threaded);
  const other = {
    ...run,
    manifest: { ...run.manifest, blocks },
    records: run.records.map(threaded),
  };
  const reason = "it is not in the later run, which has its model with another number of threads";
  const { arms } = regressionOf(before, laterRun(other));
  expect(arms.slice(0, 2)).toMatchObject([{ reason }, { reason }]);
});

test("models of two names are the same where the user says so", () => {
  const after = laterRun(renamed(wholeRun(), "dense-new"));
  const apart = regressionOf(before, after).arms.map(({ status }) => status);
  expect(apart).toEqual(["not-compared", "compared", "new"]);
  expect(regressionOf(before, after).arms[0]).toMatchObject({
    reason: "it is not in the later run; a model of another name is the same with --same OLD=NEW",
  });
  const report = regressionOf(before, after, new Map([["dense-6x64", "dense-new"]]));
  expect(report.arms).toMatchObject([
    { status: "compared", arm: { model: "dense-new" } },
    { status: "compared" },
  ]);
});

/** 40 images, the first so many wrong. */
const withWrong = (wrongImages: number, images = 40) =>
  withAccuracy(wholeRun(), (m) => {
    const labels = Array.from({ length: images }, (_, i) => i % 10);
    const predicted = labels.map((label, i) => (i < wrongImages ? (label + 5) % 10 : label));
    return { ...m, labels, predicted, reference: null };
  });

test("top-1 is compared on the same images, and a lower one does not pass", () => {
  // Six images that only the earlier run has right: p = 2 / 2^6 = 0.03.
  const report = regressionOf(withWrong(4), laterRun(withWrong(10)));
  const { top1 } = report.arms[0]?.status === "compared" ? report.arms[0] : { top1: null };
  expect(top1?.change).toMatchObject({ verdict: "lower", n: 40 });
  expect(top1?.change?.pValue).toBeCloseTo(0.031_25, 12);
  expect(top1?.change?.difference).toBeCloseTo(-0.15, 12);
  expect(report.passes).toBe(false);
  const drawn = document(withWrong(4), withWrong(10));
  expect(drawn.heading).toBe("run-2 over run-1 on Two cores: 0 of 2 slower, 2 less accurate");
  expect(drawn.tables[0]?.rows[0]?.at(-1)).toMatch(/^-15\.00 \[-\d\d\.\d\d, -\d\.\d\d\] lower$/);
  // Five: p = 0.0625.
  expect(passes(withWrong(4), withWrong(9))).toBe(true);
  expect(passes(withWrong(10), withWrong(4))).toBe(true);
});

test("of runs with fewer images the same ones count, and other images are not compared", () => {
  // Both have the first 20 wrong alike.
  const fewer = regressionOf(withWrong(20), laterRun(withWrong(20, 20))).arms[0];
  expect(fewer).toMatchObject({ top1: { change: { n: 20, verdict: "no-difference" } } });
  const others = withAccuracy(withWrong(4), (m) => ({ ...m, labels: m.labels.toReversed() }));
  expect(regressionOf(withWrong(4), laterRun(others)).arms[0]).toMatchObject({
    top1: { change: null },
  });
});
