import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidValueError, recordSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { runSuite } from "../run/run-suite.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { harness, mockHost, prepare } from "../testing/host.ts";
import { device, plan } from "../testing/suite.ts";
import { listRuns, newestRun } from "./list-runs.ts";
import { readRun } from "./read-run.ts";
import { createRunStore } from "./run-store.ts";
import { RunNotFoundError } from "./store-errors.ts";

async function finishedRun() {
  const root = await temporaryFolder();
  const made = plan();
  const store = await createRunStore(root, made.manifest);
  await runSuite({ plan: made, host: mockHost(), store, harness, prepare });
  const file = (position: number) => `${made.blocks[position]?.id}.json`;
  const change = async (position: number, edit: (text: string) => string) => {
    const path = join(store.dir, file(position));
    await writeFile(path, edit(await readFile(path, "utf8")));
  };
  return { root, dir: store.dir, made, file, change };
}

test("a finished run is read back whole, in order", async () => {
  const { dir, made } = await finishedRun();
  const run = await readRun(dir);
  expect(run.problems).toEqual([]);
  expect(run.manifest).toEqual(made.manifest);
  expect(run.records.map(({ blockId }) => blockId)).toEqual(made.blocks.map(({ id }) => id));
});

test("broken, foreign and newer records are named and left out", async () => {
  const { dir, file, change } = await finishedRun();
  await change(0, (text) => text.slice(0, 100));
  await change(1, (text) => text.replace(/"runId":"[^"]*"/, '"runId":"another"'));
  await change(2, (text) => text.replace('"schemaVersion":1', '"schemaVersion":2'));
  await change(3, (text) => text.replace('"position":3', '"position":4'));
  await change(4, (text) => text.replace('"model":"vmoe"', '"model":"dense"'));
  await change(5, (text) => text.replace('"status"', '"colour":"red","status"'));
  await change(6, (text) => text.replace('"deviceId":"here"', '"deviceId":"there"'));
  await writeFile(join(dir, "copy.json"), await readFile(join(dir, file(7)), "utf8"));
  const { records, problems } = await readRun(dir);
  expect(records.map(({ position }) => position)).toEqual([
    7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
  ]);
  expect(problems.map(({ problem }) => problem.replace(/\d{4}-[^:]*\.json/, "FILE"))).toEqual([
    "FILE: it is not valid JSON.",
    'FILE: it belongs to run "another".',
    "FILE: it has schema version 2, written by a newer vmoe-bench; this one reads 1.",
    "FILE: its block is not in the run's plan at its position.",
    "FILE: it did not run what the plan says.",
    'FILE: unknown key "colour".',
    'FILE: it is of device "there".',
    `copy.json: it is the record of block "${file(7).slice(0, -5)}".`,
  ]);
});

test("a folder without a run, and a broken run.json, are named", async () => {
  const { dir } = await finishedRun();
  await expect(readRun(join(dir, "nowhere"))).rejects.toThrow(RunNotFoundError);
  await writeFile(join(dir, "run.json"), "{}");
  await expect(readRun(dir)).rejects.toThrow(InvalidValueError);
});

test("runs are listed newest first, whatever else lies there", async () => {
  const root = await temporaryFolder();
  const days = ["2026-01-02", "2026-03-04", "2026-02-03"];
  for (const [i, day] of days.entries()) {
    const startedAt = new Date(`${day}T00:00:00Z`);
    const made = plan({ startedAt, device: { ...device, id: `device-${i}` } });
    await createRunStore(root, made.manifest);
  }
  await writeFile(join(root, "notes.txt"), "");
  const runs = await listRuns(root);
  expect(runs.map(({ startedAt }) => startedAt.slice(0, 10))).toEqual([
    "2026-03-04",
    "2026-02-03",
    "2026-01-02",
  ]);
  expect(await newestRun(root)).toEqual(runs[0]);
  expect(await newestRun(join(root, "nowhere"))).toBeUndefined();
});

test("what a run writes is what the schema reads", async () => {
  const { dir, file } = await finishedRun();
  const text = await readFile(join(dir, file(0)), "utf8");
  expect(recordSchema.parse(JSON.parse(text))).toMatchObject({ status: "completed", position: 0 });
});
