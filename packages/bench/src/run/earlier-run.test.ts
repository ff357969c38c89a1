import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlockRecord, Sources } from "@vmoe-bench/contracts";
import { listRuns, readRun, type RunOnDisk, systemFacts } from "@vmoe-bench/runner";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { generateResults, wholeRun } from "@vmoe-bench/report/testing";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { pixelProfile } from "../testing/index.ts";
import { requirePage, requireThisMachine, returnToSources } from "./earlier-run.ts";
import type { DataPlaces } from "../data/image-sets.ts";

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

let folder: string;
let table: string;
let moved: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sources-"));
  [table, moved] = [join(folder, "val.txt"), join(folder, "moved.txt")];
  for (const path of [table, moved]) writeFileSync(path, "a.png 0\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const plain: Sources["data"] = {
  dir: null,
  skipCorrupt: false,
  classMap: null,
  labels: null,
  labelShift: null,
  orientation: "stored",
};
const unmoved: DataPlaces = { dir: undefined, classMap: undefined, labels: undefined };

function returned(then: Partial<Sources["data"]>, now: Partial<DataPlaces> = {}) {
  const { manifest } = wholeRun();
  const data = { ...plain, dir: folder, ...then };
  const sources: Sources = { folder: process.cwd(), data, models: {}, datasets: {} };
  const run = { manifest: { ...manifest, id: "RUN", sources } };
  return returnToSources(run, { ...unmoved, ...now }, { note: () => {} });
}

test("a run that goes on reads what it read, and how it read it", () => {
  const then = { labels: table, labelShift: -1, skipCorrupt: true, orientation: "exif" } as const;
  expect(returned(then)).toEqual({ dir: folder, classMap: undefined, ...then });
  expect(returned(then, { labels: moved }).labels).toBe(moved);
});

test("what would make other labels is refused by its name", () => {
  expect(() => returned({}, { labels: table })).toThrow(
    `--labels ${table} would change what the run RUN measures: it was started without --labels.`,
  );
  expect(() => returned({ dir: null }, { classMap: table })).toThrow(
    "started without --class-map.",
  );
  expect(() => returned({ labels: "folders" }, { labels: table })).toThrow(
    "it was started with --labels folders.",
  );
  expect(() => returned({ labels: table }, { labels: "folders" })).toThrow(
    "--labels folders would",
  );
  expect(returned({ labels: "folders" }, { labels: "folders" }).labels).toBe("folders");
});

test("a file that is not there any more is asked for", () => {
  const gone = join(folder, "gone.txt");
  expect(() => returned({ labels: gone })).toThrow(
    expect.objectContaining({
      message: `The run RUN read its labels from ${gone}, which is not there any more.`,
      remedy: "Say with --labels where that file is now.",
    }),
  );
  expect(returned({ labels: gone }, { labels: table }).labels).toBe(table);
});
