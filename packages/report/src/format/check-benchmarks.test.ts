import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listRuns, readRun } from "@vmoe-bench/runner";
import { beforeAll, expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Summary } from "../summary/row.ts";
import { generateResults } from "../testing/generate-results.ts";
import { checkBenchmarks } from "./ci-benchmarks.ts";

const summaries: Summary[] = [];
beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), "vmoe-bench-ci-"));
  // Two rounds of ten arms each; the newest first.
  await generateResults(root, { runs: 2, recordsPerRun: 20, samplesPerRecord: 20 });
  for (const { dir } of await listRuns(root)) summaries.push(summarise(await readRun(dir)));
  return () => rm(root, { recursive: true });
});

const leftOut = (of: readonly Summary[]): string[] => {
  const texts: string[] = [];
  checkBenchmarks(of, (text) => texts.push(text));
  return texts;
};

test("two runs of one arm have no benchmark of one value", () => {
  expect(leftOut(summaries.slice(0, 1))).toEqual([]);
  expect(() => leftOut(summaries)).toThrow(
    'Runs "generated-00000" and "generated-00001" both have the benchmark "device-0: vit@ort-node/cpu dense b1 t1 on fashion-mnist/test", which has one value.',
  );
});

test("runs of two devices are exported together", () => {
  const elsewhere = summaries.map((summary, i) => ({
    ...summary,
    device: { ...summary.device, id: `device-${i}` },
  }));
  expect(leftOut(elsewhere)).toEqual([]);
});

test("each invalid row is named, with what makes it so", () => {
  const invalid = summaries.slice(0, 1).map((summary) => ({
    ...summary,
    rows: summary.rows.slice(0, 1).map((row) => ({
      ...row,
      validity: {
        level: "invalid" as const,
        reasons: [{ code: "proof-failed" as const, detail: "" }],
        notes: [],
      },
    })),
  }));
  expect(leftOut(invalid)).toEqual([
    "device-0: vit@ort-node/cpu dense b1 t1 on fashion-mnist/test is invalid (proof-failed)",
  ]);
});
