import type { BlockRecord } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { notesOn } from "./regression-notes.ts";
import type { RunData } from "./run-data.ts";

/** The dense arm on one backend and the sparse one on another, each with its runtime's version. */
function withVersions(onnxruntime: string | null, tfjs: string): RunData {
  const run = wholeRun();
  const records = run.records.flatMap((record): BlockRecord[] => {
    if (record.status !== "completed") return [record];
    const isDense = record.arm.strategy === "dense";
    if (isDense && onnxruntime === null) return [];
    const versions = isDense ? { onnxruntime: onnxruntime ?? "" } : { tfjs };
    const backend = isDense ? "ort-node/cpu" : "tfjs-node/cpu";
    const { arm, provenance } = record;
    const runtime = { ...provenance.runtime, versions };
    return [{ ...record, arm: { ...arm, backend }, provenance: { ...provenance, runtime } }];
  });
  return { ...run, records };
}

test("a runtime of any backend that changed is told", () => {
  const before = withVersions("1.30.0", "4.1.0");
  expect(notesOn(before, before)).toEqual([]);
  expect(notesOn(before, withVersions("1.30.0", "4.22.0"))).toEqual([
    "tfjs of tfjs-node/cpu: 4.1.0, then 4.22.0",
  ]);
});

test("where a backend completed nothing, its runtime did not change", () => {
  expect(notesOn(withVersions("1.30.0", "4.1.0"), withVersions(null, "4.1.0"))).toEqual([]);
});
