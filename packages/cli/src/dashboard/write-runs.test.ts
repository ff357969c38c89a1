import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openDashboardFiles, writeRuns } from "@vmoe-bench/dashboard";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { StatusLine } from "../terminal/print.ts";
import { generateResults } from "@vmoe-bench/report/testing";
import { readRuns } from "../progress/reading-runs.ts";
import { runFolders } from "@vmoe-bench/runner";

let root: string;
let results: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-bench-report-"));
  onTestFinished(() => rm(root, { recursive: true }));
  results = join(root, "results");
  await generateResults(results, { runs: 2, recordsPerRun: 20, samplesPerRecord: 20 });
});

async function report(): Promise<{ cells: number; said: string[] }> {
  const site = join(root, "site");
  await mkdir(site, { recursive: true });
  for (const name of ["app.js", "app.css"]) await writeFile(join(site, name), "");
  const said: string[] = [];
  const status = new StatusLine({
    columns: 80,
    write: (text) => {
      said.push(String(text).trim());
      return true;
    },
  });
  const { data } = await writeRuns(await openDashboardFiles(join(root, "out"), { site }), {
    runs: readRuns(await runFolders([], results), status, false),
    trainings: join(results, "training"),
    onProblem: (problem) => said.push(problem),
  });
  return { cells: data.cells.length, said: said.map((text) => text.replaceAll(root, "ROOT")) };
}

test("a tree of broken, foreign, half-written, huge, newer and duplicate records", async () => {
  const whole = await report();
  expect(whole).toEqual({ cells: 20, said: [] });
  const [first = "", second = ""] = await runFolders([], results);
  const [one = "", two = "", three = "", four = ""] = (await readdir(first)).toSorted();
  const edit = async (name: string, change: (text: string) => string) =>
    writeFile(join(first, name), change(await readFile(join(first, name), "utf8")));
  await edit(one, (text) => text.slice(0, 200));
  await edit(two, (text) => text.replace('"schemaVersion":2', '"schemaVersion":99'));
  await edit(three, (text) => text.replace(/"runId":"[^"]*"/, '"runId":"another"'));
  await copyFile(join(first, four), join(first, "zz-copy.json"));
  await writeFile(join(first, "0077-generated.json.partial"), "{");
  const large = await open(join(first, "large.json"), "w");
  await large.truncate(2 ** 30);
  await large.close();
  await writeFile(
    join(second, "run.json"),
    `{"id":"x","startedAt":"2026-01-01T00:00:00.000Z","device":{"id":"d"},"schemaVersion":99}`,
  );
  await mkdir(join(results, "training"));
  await writeFile(join(results, "training", "new.json"), `{"schemaVersion":99}`);
  await writeFile(join(results, "thesis.txt"), "years");
  const { cells, said } = await report();
  // Of ten cells with two blocks each, three lost one.
  expect(cells).toBe(10);
  expect(said.map((text) => text.replaceAll(basename(second), "SECOND"))).toMatchInlineSnapshot(`
    [
      "left out: "ROOT/results/device-0/SECOND/run.json" was written by a newer vmoe-bench.",
      "0000-generated.json: it is not valid JSON.",
      "0001-generated.json: it has schema version 99, written by a newer vmoe-bench; this one reads 2.",
      "0002-generated.json: its content does not have the hash that it was written with.",
      "large.json: 1073741824 bytes are too many for a record.",
      "zz-copy.json: it is the record of block "0003-generated".",
      "new.json: "schemaVersion": invalid input: expected 1; "name": invalid input: expected string, received undefined; "seed": invalid input: expected number, received undefined; "baseline": invalid input: expected string, received undefined; "config": invalid input: expected object, received undefined; "routing": invalid input: expected object, received undefined; "startEpoch": invalid input: expected number, received undefined; "epochs": invalid input: expected number, received undefined; "recipe": invalid input; "recipeSha256": invalid input: expected string, received undefined; "dataset": invalid input: expected object, received undefined; "curve": invalid input: expected object, received undefined; "heldOut": invalid input: expected object, received undefined; "test": invalid input: expected object, received undefined; "superClasses": invalid input: expected object, received undefined; "seconds": invalid input: expected number, received undefined; "imagesPerSecond": invalid input: expected number, received undefined; "commit": invalid input: expected string, received undefined.",
    ]
  `);
});
