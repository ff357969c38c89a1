import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import type { RunData } from "./run-data.ts";
import { whyNotSame } from "./machine.ts";

const before = wholeRun();

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

/** The run with other facts of its machine, as all its records have them. */
const onMachine = (facts: { cpu?: string; cores?: number; arch?: string }): RunData => ({
  ...before,
  records: before.records.map((record) => {
    if (record.status !== "completed") return record;
    const { provenance } = record;
    return { ...record, provenance: { ...provenance, system: { ...provenance.system, ...facts } } };
  }),
});

test("one device id on two machines is not the same device", () => {
  expect([
    whyNotSame(before, onMachine({ cpu: "two" })),
    whyNotSame(before, onMachine({ cores: 8 })),
    whyNotSame(before, onMachine({ arch: "arm64" })),
  ]).toMatchInlineSnapshot(`
    [
      "both call their device "two-cores", and ran on different machines, one (2 cores, x64) and two (2 cores, x64)",
      "both call their device "two-cores", and ran on different machines, one (2 cores, x64) and one (8 cores, x64)",
      "both call their device "two-cores", and ran on different machines, one (2 cores, x64) and one (2 cores, arm64)",
    ]
  `);
});

test("what a browser does not say tells no machines apart", () => {
  const page = onMachine({ cpu: "unknown", cores: 0, arch: "unknown" });
  expect(whyNotSame(before, page)).toBeUndefined();
  expect(whyNotSame(page, onMachine({ cores: 8 }))).toBeUndefined();
  expect(whyNotSame(onMachine({ cpu: "unknown" }), onMachine({ cores: 8 }))).toMatch(
    "unknown (2 cores, x64) and one (8 cores, x64)",
  );
});

test("runs with no records to tell are taken for the same", () => {
  expect(whyNotSame(before, { ...before, records: [] })).toBeUndefined();
});
