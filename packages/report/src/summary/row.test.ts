import { expect, test } from "vitest";
import { renderCsv } from "../format/csv.ts";
import { renderTable } from "../format/terminal.ts";
import { wholeRun, withAccuracy, withEnds, withLatency } from "../testing/run.ts";
import type { RunData } from "./run-data.ts";
import { summarise } from "./summarise.ts";
import { withoutSoftware } from "./row.ts";

/** The sparse row's; its interval is clear in every run here that has one: 1.10x slower. */
const said = (run: RunData) => {
  const [, sparse] = summarise(run).rows;
  return [sparse?.verdict, sparse?.verdictText];
};
const isSparse = ({ arm }: { arm: { model: string } }) => arm.model === "vmoe-6x64";
const noClaim = ["no-claim", "no claim: the row is invalid"];

const software = (): RunData => {
  const run = wholeRun();
  const records = run.records.map((record) => {
    if (record.status !== "completed" || record.arm.strategy === "dense") return record;
    const { provenance } = record;
    const runtime = { ...provenance.runtime, software: true };
    return { ...record, provenance: { ...provenance, runtime } };
  });
  return { ...run, records };
};

const wrong = (): RunData =>
  withAccuracy(wholeRun(), (m, position) =>
    position === 1 && m.reference !== null
      ? { ...m, reference: { ...m.reference, differing: 2, largestDifference: 0.3 } }
      : m,
  );

test("of an invalid row nothing is claimed, and it has enough samples", () => {
  expect(said(wholeRun())).toEqual(["slower", "1.10x slower"]);
  expect(said(software())).toEqual(noClaim);
  expect(said(wrong())).toEqual(noClaim);
  // The dense arm's median is 50 steps of the clock.
  expect(said(wholeRun({ denseMs: 0.005 }))).toEqual(noClaim);
});

test("without enough rounds or samples that is what is said", () => {
  // Of three rounds the sparse arm has one.
  const few = withEnds(wholeRun(), { 3: "failed", 4: "failed" });
  expect(said(few)).toEqual(["not-enough", "not enough samples"]);
  expect(renderTable(summarise(few))).toContain("not enough samples");
});

test("without its dense baseline in the run, that is what is said, and more samples are not asked for", () => {
  const { manifest, records, end } = wholeRun();
  const blocks = manifest.blocks.filter(isSparse);
  const run = { manifest: { ...manifest, blocks }, records: records.filter(isSparse), end };
  const [row] = summarise(run).rows;
  expect(row).toMatchObject({
    verdict: "no-baseline",
    verdictText: "not compared: dense-6x64 is not in this run",
    validity: { level: "valid" },
  });
  expect(renderCsv([summarise(run)])).toContain(",not compared: dense-6x64 is not in this run,");
});

test("blocks that failed are no support that is missing", () => {
  // Block 1 is of accuracy: it is the latency that the verdict is about.
  const ends = { 1: "unsupported", 3: "failed", 4: "failed", 7: "failed" } as const;
  expect(renderCsv([summarise(withEnds(wholeRun(), ends))])).toContain(",failed,");
});

test("an invalid row with too few samples is not helped by more", () => {
  const few = withLatency(wrong(), (m) => ({ ...m, samplesMs: m.samplesMs.slice(0, 3) }));
  expect(said(few)).toEqual(noClaim);
});

test("a baseline that is invalid stays one", () => {
  const [dense] = summarise(wholeRun({ denseMs: 0.005 })).rows;
  expect(dense).toMatchObject({ verdict: "baseline", validity: { level: "invalid" } });
});

test("tables say it in two words, beside what makes the row invalid", () => {
  const text = renderTable(summarise(wrong()));
  expect(text).toMatch(/gather.* no claim\n/);
  expect(text).toMatch(/gather +invalid\n/);
  expect(renderCsv([summarise(wrong())])).toContain(",no claim,invalid,disagrees-with-reference,");
});

test("leaves out the arm that ran on a software adapter", () => {
  const run = wholeRun();
  const [dense, sparse] = summarise(run).rows.map(({ arm }) => arm.model);
  const records = run.records.map((record) => {
    if (record.status !== "completed" || record.arm.model !== sparse) return record;
    const { provenance } = record;
    const runtime = { ...provenance.runtime, software: true };
    return { ...record, provenance: { ...provenance, runtime } };
  });
  const { summary, leftOut } = withoutSoftware(summarise({ ...run, records }));
  expect(leftOut).toEqual([expect.stringContaining(sparse ?? "")]);
  expect(summary.rows.map(({ arm }) => arm.model)).toEqual([dense]);
});

test("leaves a run on real hardware as it is", () => {
  const summary = summarise(wholeRun());
  expect(withoutSoftware(summary)).toEqual({ summary, leftOut: [] });
});
