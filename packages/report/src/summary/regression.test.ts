import { expect, test } from "vitest";
import { drawMarkdown } from "../format/markdown.ts";
import { regressionDocument } from "../format/regression-document.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { regressionOf, whyNotSame } from "./regression.ts";
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

    Median latency of a batch in ms, before and after; after over before with its 95 % interval, and a claim from 5 % on; top-1 in %

    | model | backend | strategy | batch | before | after | x before \\[95 %\\] | verdict | top-1 before \\[95 %\\] | top-1 after \\[95 %\\] |
    | :-- | :-- | :-- | --: | --: | --: | --: | :-- | --: | --: |
    | vmoe-6x64 | ort-node/cpu | gather | 1 | 0.504 | 0.600 | 1.19 \\[1.19, 1.19\\] | slower | 100 \\[72.25, 100\\] | 100 \\[72.25, 100\\] |
    | dense-6x64 | ort-node/cpu | dense | 1 | 0.458 | 0.458 | 1.00 \\[1.00, 1.00\\] | no difference shown | 90.00 \\[59.58, 98.21\\] | 90.00 \\[59.58, 98.21\\] |
    "
  `);
});

test("faster, and under the claim's threshold, are no regressions", () => {
  const report = regressionOf(before, laterRun(wholeRun({ denseMs: 0.3, sparseMs: 0.52 })));
  expect(report.arms).toMatchObject([{ verdict: "faster" }, { verdict: "no-difference" }]);
});

test("arms that are not there, too few samples, and other models are not compared", () => {
  const few = laterRun(withEnds(wholeRun(), { 3: "failed", 4: "failed", 7: "failed" }));
  expect(regressionOf(before, few).arms[1]).toMatchObject({
    status: "not-compared",
    reason: "there are not enough samples",
  });
  const other = laterRun({
    ...before,
    records: before.records.map((record) =>
      record.status === "completed"
        ? { ...record, provenance: { ...record.provenance, model: { sha256: "n" } } }
        : record,
    ),
  });
  expect(regressionOf(before, other).arms[0]).toMatchObject({ reason: "the model is another one" });
  const gone = laterRun({
    ...before,
    manifest: {
      ...before.manifest,
      blocks: before.manifest.blocks.filter(({ arm }) => arm.strategy === "dense"),
    },
  });
  expect(regressionOf(before, gone).arms[1]).toMatchObject({
    reason: "it is not in the later run",
  });
});

test("runs of different devices, suites and major versions are not the same", () => {
  const { manifest } = before;
  const as = (change: Partial<typeof manifest>) => ({
    ...before,
    manifest: { ...manifest, ...change },
  });
  const suite = (change: object) => as({ suite: { ...manifest.suite, ...change } });
  expect(whyNotSame(before, suite({ version: "1.9" }))).toBeUndefined();
  expect([
    whyNotSame(before, as({ device: { ...manifest.device, id: "phone" } })),
    whyNotSame(before, suite({ name: "other" })),
    whyNotSame(before, suite({ version: "2.0" })),
  ]).toMatchInlineSnapshot(`
    [
      "they ran on different devices, "two-cores" and "phone"",
      "they are of different suites, "default" and "other"",
      "their suite's versions are 1.0 and 2.0",
    ]
  `);
});
