import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlockRecord } from "@vmoe-bench/contracts";
import { listRuns, readRun, systemFacts, type RunOnDisk } from "@vmoe-bench/runner";
import { expect, onTestFinished, test } from "vitest";
import { generateResults } from "@vmoe-bench/report/testing";
import { pixelProfile } from "../testing/index.ts";
import { requirePage, requireThisMachine } from "./earlier-run.ts";

async function runElsewhere(): Promise<RunOnDisk> {
  const root = await mkdtemp(join(tmpdir(), "vmoe-bench-machine-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await generateResults(root, { runs: 1, recordsPerRun: 3, samplesPerRecord: 5 });
  const [run] = await listRuns(root);
  return readRun(run?.dir ?? "");
}

test("a run of another machine is not gone on with, and one of this machine is", async () => {
  const run = await runElsewhere();
  await expect(requireThisMachine(run)).rejects.toThrow(
    /^The run .* was measured on .* \(.* cores?, .*\); this is .* \(.* cores?, .*\)\.$/,
  );
  const system = await systemFacts();
  const records = run.records.map((record): BlockRecord =>
    record.status === "completed"
      ? { ...record, provenance: { ...record.provenance, system } }
      : record,
  );
  await requireThisMachine({ ...run, records });
});

test("a page that somebody opened is measured there", async () => {
  const run = await runElsewhere();
  const device = { ...run.manifest.device, name: "Pixel 8", browser: pixelProfile };
  const phone = { ...run, records: [], manifest: { ...run.manifest, device } };
  await expect(requireThisMachine(phone)).rejects.toThrow(
    /measured by a page that was opened on "Pixel 8"/,
  );
  requirePage(phone);
  expect(() => requirePage(run)).toThrow(/ and not by a page that was opened\.$/);
});
