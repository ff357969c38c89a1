import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { complaint, vmoeBench } from "./cli.ts";

let out = "";
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "vmoe-report-"));
});

const printed = z.object({
  runs: z.int().positive(),
  cells: z.int().positive(),
  headlines: z.array(z.string()).min(1),
});

test("a dashboard of the committed runs, as plain files", async () => {
  const { code, stdout } = await vmoeBench("report", "--out", out, "--json");
  expect(code).toBe(0);
  expect(printed.parse(JSON.parse(stdout)).headlines[0]).toMatch(
    /^On .+ than its dense twin .+\.$/,
  );
  expect((await readdir(out)).toSorted((a, b) => a.localeCompare(b, "en"))).toEqual([
    "app.css",
    "app.js",
    "data.js",
    "details",
    "index.html",
    "vmoe-bench-dashboard.json",
  ]);
});

test("a folder of somebody else is not written over", async () => {
  await writeFile(join(out, "thesis.txt"), "years");
  const refused = complaint(await vmoeBench("report", "--out", out));
  expect(refused.replaceAll(out, "OUT")).toBe(
    "exit 2: error: OUT is not empty and holds no dashboard of ours. | Name an empty folder, or write into this one with --force: files of other names stay.",
  );
  expect(await readdir(out)).toEqual(["thesis.txt"]);
});

test("without --out, without runs and with an unknown run it says what is wrong", async () => {
  expect(complaint(await vmoeBench("report"))).toMatch(/^exit 2: error: required option/);
  const none = complaint(await vmoeBench("report", "--out", join(out, "a"), "--results", out));
  expect(none.replaceAll(out, "OUT")).toBe(
    "exit 2: error: There are no runs in OUT. | Make one with `vmoe-bench run`.",
  );
  expect(complaint(await vmoeBench("report", "nope", "--out", out))).toContain(
    'exit 2: error: There is no run "nope".',
  );
});
