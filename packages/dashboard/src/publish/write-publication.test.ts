import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summarise } from "@vmoe-bench/report";
import { checkResults, listRuns, readRun } from "@vmoe-bench/runner";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { generateResults } from "@vmoe-bench/report/testing";
import { tablesPage } from "./tables-page.ts";
import { writePublication } from "./write-publication.ts";

let root: string;
let results: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-bench-publish-"));
  onTestFinished(() => rm(root, { recursive: true }));
  results = join(root, "results");
  await generateResults(results, { runs: 11, recordsPerRun: 10, samplesPerRecord: 20 });
});

async function* runs() {
  for (const { dir } of await listRuns(results)) yield readRun(dir);
}
const publish = async (out: string, isAgain = false, leftOut: string[] = []) =>
  writePublication(out, {
    runs: runs(),
    check: await checkResults(results),
    trainings: join(results, "training"),
    isAgain,
    leftOut,
    onProblem: (problem) => {
      throw new Error(problem);
    },
  });

test("a publication is a whole site, and its records pass the check", async () => {
  const out = join(root, "site");
  // Ten of the 11 runs are of one device. Eight rows of each run are compared over one round, too few.
  const notInBencher = { invalid: 2 * 8, older: 9 * 10 };
  // 11 runs of a manifest and 10 records, 10 cells each with its samples, and 15 files beside them.
  expect(await publish(out)).toEqual({
    files: 11 * 11 + 11 * 10 + 15,
    runs: 11,
    devices: 2,
    notInBencher,
  });
  const page = await readFile(join(out, "index.html"), "utf8");
  expect(page).toContain('<a href="tables.html">');
  expect((await readdir(out)).toSorted()).toMatchInlineSnapshot(`
    [
      ".github",
      ".nojekyll",
      "README.md",
      "app.css",
      "app.js",
      "bencher.json",
      "check.json",
      "data.js",
      "details",
      "index.html",
      "records",
      "results.csv",
      "results.json",
      "tables.html",
      "tables.md",
      "tables.tex",
    ]
  `);
  expect(await readFile(join(out, ".github/workflows/pages.yml"), "utf8")).toMatchInlineSnapshot(`
    "# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
    name: Pages
    on:
      push:
        branches: [main]
      workflow_dispatch:
    permissions:
      contents: read
      pages: write
      id-token: write
    concurrency:
      group: pages
      cancel-in-progress: false
    jobs:
      deploy:
        runs-on: ubuntu-latest
        environment:
          name: github-pages
          url: \${{ steps.deployment.outputs.page_url }}
        steps:
          - uses: actions/checkout@v4
          - uses: actions/configure-pages@v5
          - uses: actions/upload-pages-artifact@v3
            with:
              path: .
          - id: deployment
            uses: actions/deploy-pages@v4
    "
  `);
  const bencher = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(await readFile(join(out, "bencher.json"), "utf8")));
  expect(Object.keys(bencher).toSorted()).toEqual([
    "device-0: vit@ort-node/cpu dense b1 t1 on fashion-mnist/test",
    "device-0: vit@tfjs-node/cpu dense b1 t1 on fashion-mnist/test",
    "device-1: vit@ort-node/cpu dense b1 t1 on fashion-mnist/test",
    "device-1: vit@tfjs-node/cpu dense b1 t1 on fashion-mnist/test",
  ]);
  const report = await checkResults(join(out, "records"));
  expect(report.passes).toBe(true);
  expect(report.runs).toHaveLength(11);
  expect(await readFile(join(out, "check.json"), "utf8")).not.toContain(root);
});

test("its pages say what they are, of which day, by which method, and what is not in them", async () => {
  const out = join(root, "site");
  await publish(out, false, ["x/y is unfinished."]);
  const today = new Date().toISOString().slice(0, 10);
  const page = await readFile(join(out, "index.html"), "utf8");
  expect(page).toContain('<meta name="description" content="11 runs on 2 devices. ');
  expect(page).toContain(`<time datetime="${today}">`);
  const tables = await readFile(join(out, "tables.html"), "utf8");
  expect(tables).not.toContain("<pre");
  expect(tables).toContain("Left out: x/y is unfinished.");
  expect(tables).toContain('<meta name="description" content="11 runs on 2 devices. ');
  // A run has an answer and tables: 11 of them, and two of the check's.
  expect(tables.match(/<div class="answer">/g)).toHaveLength(11);
  expect(tables.match(/<caption>Measured: /g)).toHaveLength(11);
  const readme = await readFile(join(out, "README.md"), "utf8");
  expect(readme.split("\n").filter((line) => line.startsWith("#"))).toEqual([
    "# Does a sparse Mobile V-MoE beat a dense ViT on an edge device?",
    "## Method",
    "## Files",
    "## Left out",
  ]);
  expect(readme).toContain(`published on ${today}`);
});

test("a second publication leaves no record of a run that is no more", async () => {
  const out = join(root, "site");
  await publish(out);
  await rm(join(results, "device-1"), { recursive: true });
  await publish(out, true);
  expect(await readdir(join(out, "records"))).toEqual(["device-0"]);
});

test("names are text in the page, never markup", async () => {
  const [run] = await listRuns(results);
  if (run === undefined) throw new Error("There is no run.");
  const summary = summarise(await readRun(run.dir));
  const check = await checkResults(results);
  const name = "</pre><script>alert(1)</script>\"'&📱";
  const page = tablesPage(
    [{ ...summary, runId: name, device: { ...summary.device, name } }],
    check,
    { title: name, description: name, date: "2026-01-02", leftOut: [name] },
  );
  expect(page.match(/<script[^>]*>/g)).toEqual(['<script defer src="app.js">']);
  expect(page).toContain("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;📱");
});
