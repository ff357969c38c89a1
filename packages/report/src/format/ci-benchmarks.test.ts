import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { RunData } from "../summary/run-data.ts";
import { wholeRun, withAccuracy, withEnds } from "../testing/run.ts";
import {
  ciBenchmarks,
  renderBencher,
  renderGithubBigger,
  renderGithubSmaller,
} from "./ci-benchmarks.ts";

const dense = "two-cores: dense-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test";
const sparse = "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test";

const as = (run: RunData, id: string, day: string) => {
  const manifest = { ...run.manifest, id, startedAt: `2026-01-${day}T00:00:00.000Z` };
  return summarise({ ...run, manifest });
};
const names = (benchmarks: readonly { readonly name: string }[]) =>
  benchmarks.map(({ name }) => name);

const wrong = withAccuracy(wholeRun(), (m, position) =>
  position === 1 && m.reference !== null
    ? { ...m, reference: { ...m.reference, differing: 2 } }
    : m,
);

test("an invalid row is in no export", () => {
  const summaries = [summarise(wrong)];
  const { exported, invalid, older } = ciBenchmarks(summaries);
  expect([exported, invalid, older].map(names)).toEqual([[dense], [sparse], []]);
  for (const render of [renderBencher, renderGithubSmaller, renderGithubBigger])
    expect(render(summaries)).not.toContain("vmoe-6x64");
});

test("the same arm on another data set has a name of its own", () => {
  const run = wholeRun();
  const dataset = { name: "cifar-10", split: "test" as const };
  const suite = { ...run.manifest.suite, dataset };
  const other = { ...run, manifest: { ...run.manifest, suite } };
  const benchmarks = ciBenchmarks([summarise(run), summarise(other)]);
  expect(benchmarks.older).toEqual([]);
  expect(names(benchmarks.exported)).toEqual([
    dense,
    sparse,
    dense.replace("fashion-mnist", "cifar-10"),
    sparse.replace("fashion-mnist", "cifar-10"),
  ]);
  // Where it is one of several it has the name that it has as the suite's own.
  const [row] = summarise(run).rows;
  const rows = row === undefined ? [] : [{ ...row, arm: { ...row.arm, data: "cifar-10/test" } }];
  expect(names(ciBenchmarks([{ ...summarise(run), rows }]).exported)).toEqual([
    dense.replace("fashion-mnist", "cifar-10"),
  ]);
});

test("of several runs the newest has the name, in whatever order they come", () => {
  const [slow, fast] = [as(wholeRun({ denseMs: 0.9 }), "a", "01"), as(wholeRun(), "b", "02")];
  for (const summaries of [
    [slow, fast],
    [fast, slow],
  ]) {
    const { exported, older } = ciBenchmarks(summaries);
    expect(exported.map(({ summary }) => summary.runId)).toEqual(["b", "b"]);
    expect(names(older)).toEqual([dense, sparse]);
    expect(renderBencher(summaries)).toBe(renderBencher([fast]));
    expect(renderGithubSmaller(summaries)).toBe(renderGithubSmaller([fast]));
  }
});

test("an older number does not stand in for a newer failure", () => {
  const failed = withEnds(wholeRun(), { 1: "failed", 3: "failed", 4: "failed", 7: "failed" });
  const summaries = [as(wholeRun(), "a", "01"), as(failed, "b", "02")];
  expect(Object.keys(JSON.parse(renderBencher(summaries)))).toEqual([dense]);
  const invalid = [as(wholeRun(), "a", "01"), as(wrong, "b", "02")];
  expect(Object.keys(JSON.parse(renderBencher(invalid)))).toEqual([dense]);
});
