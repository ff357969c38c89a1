import { open, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidValueError } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { z } from "zod";
import { runSuite } from "../run/run-suite.ts";
import { device, plan, temporaryFolder } from "../testing/suite.ts";
import { harness, mockHost, prepare } from "../testing/host.ts";
import { listRuns, newestRun } from "./list-runs.ts";
import { readRun } from "./read-run.ts";
import { sealed } from "./seal.ts";
import { createRunStore } from "./run-store.ts";

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
  /** As a run would have written it. */
  const rewrite = (position: number, edit: (text: string) => string) =>
    change(position, (text) => {
      const edited: unknown = JSON.parse(edit(text.replace(/,"sha256":"[^"]*"/, "")));
      return sealed(z.looseObject({}).parse(edited));
    });
  return { root, dir: store.dir, made, file, change, rewrite };
}

test("a finished run is read back whole, in order", async () => {
  const { dir, made } = await finishedRun();
  const run = await readRun(dir);
  expect(run.problems).toEqual([]);
  expect(run.manifest).toEqual(made.manifest);
  expect(run.records.map(({ blockId }) => blockId)).toEqual(made.blocks.map(({ id }) => id));
});

test("broken, foreign and newer records are named and left out", async () => {
  const { dir, file, change, rewrite } = await finishedRun();
  await change(0, (text) => text.slice(0, 100));
  await rewrite(1, (text) => text.replace(/"runId":"[^"]*"/, '"runId":"another"'));
  await change(2, (text) => text.replace('"schemaVersion":2', '"schemaVersion":3'));
  await rewrite(3, (text) => text.replace('"position":3', '"position":4'));
  await rewrite(4, (text) => text.replace('"model":"vmoe"', '"model":"dense"'));
  await rewrite(5, (text) => text.replace('"status"', '"colour":"red","status"'));
  await rewrite(6, (text) => text.replace('"deviceId":"here"', '"deviceId":"there"'));
  await change(7, (text) => text.replace('"samplesMs":[1,1,1]', '"samplesMs":[1,1,9]'));
  await change(8, (text) => text.replace(/,"sha256":"[^"]*"/, ""));
  await rewrite(9, (text) => text.replace('"suiteVersion":"1.0"', '"suiteVersion":"2.0"'));
  await writeFile(join(dir, "copy.json"), await readFile(join(dir, file(10)), "utf8"));
  const { records, problems } = await readRun(dir);
  expect(records.map(({ position }) => position)).toEqual([
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
  ]);
  expect(problems.map(({ problem }) => problem.replace(/\d{4}-[^:]*\.json/, "FILE"))).toEqual([
    "FILE: it is not valid JSON.",
    'FILE: it belongs to run "another".',
    "FILE: it has schema version 3, written by a newer vmoe-bench; this one reads 2.",
    "FILE: its block is not in the run's plan at its position.",
    "FILE: it did not run what the plan says.",
    'FILE: unknown key "colour".',
    'FILE: it is of device "there".',
    "FILE: its content does not have the hash that it was written with.",
    "FILE: it has no hash of its content.",
    "FILE: it is of version 2.0 of its suite, and the run of 1.0.",
    `copy.json: it is the record of block "${file(10).slice(0, -5)}".`,
  ]);
});

test("a folder without a run, and a broken run.json, are named", async () => {
  const { dir } = await finishedRun();
  await expect(readRun(join(dir, "nowhere"))).rejects.toThrow(
    expect.objectContaining({ code: "run-not-found" }),
  );
  await writeFile(join(dir, "run.json"), "{}");
  await expect(readRun(dir)).rejects.toThrow(InvalidValueError);
});

test("a run.json of 1 GB, or one that is a link, is named without reading it", async () => {
  const { dir } = await finishedRun();
  const manifest = join(dir, "run.json");
  await rename(manifest, join(dir, "..", "elsewhere.json"));
  await symlink(join(dir, "..", "elsewhere.json"), manifest);
  await expect(readRun(dir)).rejects.toMatchObject({ code: "not-readable-as-record" });
  await rm(manifest);
  const large = await open(manifest, "w");
  await large.truncate(2 ** 30);
  await large.close();
  await expect(readRun(dir)).rejects.toThrow(/1073741824 bytes are too many/);
  expect(await listRuns(join(dir, "..", ".."))).toEqual([]);
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

test("a record of version 1 has no hash and is read as it is", async () => {
  const { dir, change } = await finishedRun();
  await change(0, (text) =>
    text
      .replace('"schemaVersion":2', '"schemaVersion":1')
      .replace('"suiteVersion":"1.0",', "")
      .replace('"cooling":null,', "")
      .replace(/,"sha256":"[^"]*"/, ""),
  );
  const { records, problems } = await readRun(dir);
  expect(problems).toEqual([]);
  expect(records[0]).toMatchObject({ schemaVersion: 1, suiteVersion: "1.0", cooling: null });
});

test("a newer run.json, and an end of another run, are named", async () => {
  const { dir } = await finishedRun();
  const end = join(dir, "end.json");
  await writeFile(end, (await readFile(end, "utf8")).replace(/"runId":"[^"]*"/, '"runId":"x"'));
  const run = await readRun(dir);
  expect(run.problems).toMatchObject([
    { file: "end.json", problem: 'end.json: it belongs to run "x".' },
  ]);
  expect(run.end).toBeUndefined();
  const manifest = join(dir, "run.json");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace('"schemaVersion":1', '"schemaVersion":2'));
  await expect(readRun(dir)).rejects.toThrow("was written by a newer vmoe-bench");
});

test("the records that are published can be read", async () => {
  const [run] = await listRuns(fileURLToPath(new URL("../../../../results", import.meta.url)));
  expect((await readRun(run?.dir ?? "none")).problems).toEqual([]);
});
