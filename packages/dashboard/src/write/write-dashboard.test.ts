import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import fc from "fast-check";
import { buildDashboardData, writeDashboard } from "../testing/dashboards.ts";
import { smallRun } from "../testing/small-run.ts";
import { scriptText } from "./write-dashboard.ts";

let root = "";
let site = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-dashboard-"));
  site = join(root, "site");
  await mkdir(site);
  await writeFile(join(site, "app.js"), "script");
  await writeFile(join(site, "app.css"), "style");
});

const dashboard = (run = smallRun()) => buildDashboardData({ runs: [run] });
const filesOf = async (dir: string) =>
  (await readdir(dir, { recursive: true })).filter((name) => name.includes(".")).toSorted();

test("plain files, whatever the names in them", async () => {
  const out = join(root, "out");
  const run = smallRun({ deviceName: "../../<b>", sparseModel: "../../etc/passwd</script>" });
  expect(await writeDashboard(out, dashboard(run), { site })).toBe(6);
  expect(await filesOf(out)).toMatchInlineSnapshot(`
    [
      "app.css",
      "app.js",
      "data.js",
      "details/0.js",
      "details/1.js",
      "index.html",
    ]
  `);
  expect(await filesOf(root)).toHaveLength(6 + 2);
  expect(await readFile(join(out, "data.js"), "utf8")).not.toContain("<");
  expect(await readFile(join(out, "index.html"), "utf8")).not.toContain("passwd");
});

test("a folder of ours is written again, and details of cells that are no more go", async () => {
  const out = join(root, "out");
  await writeDashboard(out, dashboard(), { site });
  await writeFile(join(out, "details", "77.js"), "old");
  await writeFile(join(out, "details", "mine.js"), "kept");
  await writeDashboard(out, dashboard(), { site });
  expect(await filesOf(join(out, "details"))).toEqual(["0.js", "1.js", "mine.js"]);
});

test("a file in the folder's place, and a page that is not built, are named", async () => {
  const file = join(root, "file");
  await writeFile(file, "");
  await expect(writeDashboard(file, dashboard(), { site })).rejects.toMatchObject({
    code: "folder-not-writable",
  });
  const none = join(root, "none");
  await expect(
    writeDashboard(join(root, "out"), dashboard(), { site: none }),
  ).rejects.toMatchObject({ code: "dashboard-not-built" });
});

test("no text ends the script or begins a comment", () => {
  const text = scriptText("receive", { "</script><!--": "\u2028</SCRIPT>" });
  expect(text).toBe('receive({"\\u003c/script>\\u003c!--":"\\u2028\\u003c/SCRIPT>"});\n');
});

test("what is received is what was sent", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = scriptText("r", value);
      expect(text).not.toMatch(/[<\u2028\u2029]/);
      expect(JSON.parse(text.slice(2, -3))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
