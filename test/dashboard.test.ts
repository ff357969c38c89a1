import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { complaint, vmoeBench } from "./cli.ts";

let out = "";
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "vmoe-dashboard-"));
});

const printed = z.object({
  runs: z.int().positive(),
  cells: z.int().positive(),
  headlines: z.array(z.string()).min(1),
});

test("a dashboard of the committed runs, as plain files", async () => {
  const { code, stdout } = await vmoeBench("dashboard", "--out", out, "--json");
  expect(code).toBe(0);
  expect(printed.parse(JSON.parse(stdout)).headlines[0]).toMatch(
    /^On .+ than its dense baseline .+\.$/,
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
  const refused = complaint(await vmoeBench("dashboard", "--out", out));
  expect(refused.replaceAll(out, "OUT")).toBe(
    "exit 2: error: OUT is not empty and holds no dashboard of ours. | Name an empty folder, or write into this one with --force: files of other names stay.",
  );
  expect(await readdir(out)).toEqual(["thesis.txt"]);
});

test("neither written nor served, without runs and with an unknown run it says what is wrong", async () => {
  expect(complaint(await vmoeBench("dashboard"))).toBe(
    "exit 2: error: It is not said where the dashboard goes. | Name a folder with --out, or look at it with --serve.",
  );
  const none = complaint(await vmoeBench("dashboard", "--out", join(out, "a"), "--results", out));
  expect(none.replaceAll(out, "OUT")).toBe(
    "exit 2: error: There are no runs in OUT. | Make one with `vmoe-bench run`.",
  );
  expect(complaint(await vmoeBench("dashboard", "nope", "--out", out))).toContain(
    'exit 2: error: There is no run "nope".',
  );
});

test.each([
  [["--serve", "--out", "site"], "--out does not go with --serve. | Leave one of both out."],
  [["--serve", "--publish"], "--publish does not go with --serve. | Leave one of both out."],
  [["--serve", "RUN"], "RUN does not go with --serve. | Leave one of both out."],
  [["--publish", "RUN"], "RUN does not go with --publish. | Leave one of both out."],
  [["--out", "site", "--port", "0"], "--port is only for --serve. | Leave it out, or add --serve."],
  [
    ["--out", "site", "--unchecked"],
    "--unchecked is only for --publish. | Leave it out, or add --publish.",
  ],
])("options of another use are refused: %j", async (options, sentence) => {
  expect(complaint(await vmoeBench("dashboard", ...options))).toBe(`exit 2: error: ${sentence}`);
});
