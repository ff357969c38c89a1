import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { summarise } from "./summarise.ts";
import { withoutSoftware } from "./row.ts";

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
