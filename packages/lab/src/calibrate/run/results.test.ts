import { appendFile, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Findings } from "../experiment.ts";
import { expect, onTestFinished, test } from "vitest";
import { hasResult, writePage, writeResult } from "../page.ts";

const findings: Findings = {
  title: "A thing",
  method: "Done once.",
  figures: [{ name: "part", value: 0.5, text: "50.0 %", target: "-", met: null }],
  table: null,
  plots: [
    {
      kind: "intervals",
      file: "thing.svg",
      title: "A thing",
      y: "ratio",
      points: [{ ratio: 1, low: 0.9, high: 1.1 }],
    },
  ],
};
const taken = { name: "thing", takenAt: new Date("2026-01-02T03:04:05Z"), tookSeconds: 1 };

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-page-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test("the page is written from the results that there are, in the order that is asked for", async () => {
  const out = await folder();
  await writeResult(out, findings, taken);
  await writeResult(out, { ...findings, title: "Another", plots: [] }, { ...taken, name: "other" });
  const results = await writePage(out, ["other", "missing", "thing"]);
  expect(results.map(({ title }) => title)).toEqual(["Another", "A thing"]);
  expect((await readdir(join(out, "calibration"))).toSorted()).toEqual([
    "other.json",
    "thing.json",
    "thing.svg",
  ]);
  const page = await readFile(join(out, "calibration.md"), "utf8");
  expect(page.match(/^## .*/gm)).toEqual(["## Another", "## A thing"]);
  expect([await hasResult(out, "thing"), await hasResult(out, "missing")]).toEqual([true, false]);
});

test("a broken result is named, and no page is written from it", async () => {
  const out = await folder();
  await writeResult(out, findings, taken);
  await appendFile(join(out, "calibration", "thing.json"), "}");
  await expect(writePage(out, ["thing"])).rejects.toThrow(/thing\.json/);
  expect(await readdir(out)).toEqual(["calibration"]);
});
