import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSuite } from "../run/run-suite.ts";
import { writeImageList } from "../store/image-lists.ts";
import { readRun } from "../store/read-run.ts";
import { createRunStore } from "../store/run-store.ts";
import { plan, temporaryFolder } from "../testing/suite.ts";
import { harness, hostProvenance, mockHost, prepare } from "../testing/host.ts";
import { checkResults } from "./check-results.ts";

const names = ["cat/1.jpg", "dog/2.jpg"];
// `printf '["cat/1.jpg","dog/2.jpg"]' | sha256sum`
const namesSha256 = createHash("sha256").update('["cat/1.jpg","dog/2.jpg"]').digest("hex");
const list = {
  schemaVersion: 1,
  dataset: { name: "photos-32px", split: "test", sha256: "d" },
  names,
} as const;

/** A run of two images of a folder, with the list of them beside its records. */
async function runOfPhotos() {
  const root = await temporaryFolder();
  const one = plan({});
  const store = await createRunStore(root, one.manifest);
  await writeImageList(store.dir, list);
  const recipe = {
    channels: 3,
    size: 32,
    cropPart: 1,
    interpolation: "bicubic",
    resize: "squash",
    orientation: "stored",
  } as const;
  const decoding = {
    recipe,
    decoder: "sharp 0",
    layout: "class folders",
    found: 2,
    skipped: 0,
    namesSha256,
  };
  const provenance = { ...hostProvenance, dataset: { sha256: "d", decoding } };
  const host = mockHost();
  await runSuite({
    plan: one,
    host: {
      run: (block, onEvent, signal) =>
        host.run(
          block,
          (event) => onEvent(event.type === "started" ? { ...event, provenance } : event),
          signal,
        ),
    },
    store,
    harness: { ...harness, commit: "c0ffee", dirty: false },
    prepare,
  });
  return { root, dir: store.dir, file: join(store.dir, "photos-32px.test.images.json") };
}

const codesIn = async (root: string) => (await checkResults(root)).findings.map(({ code }) => code);

test("a run's images are named beside its records, and are no record", async () => {
  const { root, dir, file } = await runOfPhotos();
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ names });
  const run = await readRun(dir);
  expect(run.problems).toEqual([]);
  expect(run.records.length).toBe((await readdir(dir)).length - 3);
  expect(await codesIn(root)).toEqual([]);
});

test("a list that was altered, exchanged or removed is told", async () => {
  const { root, dir, file } = await runOfPhotos();
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("cat/1", "cat/9"));
  expect(await codesIn(root)).toEqual(["altered-record"]);
  await rm(file);
  expect(await codesIn(root)).toEqual(["inconsistent-record"]);
  await writeImageList(dir, { ...list, names: names.toReversed() });
  expect(await codesIn(root)).toEqual(["inconsistent-record"]);
});

test("a run that goes on keeps its list, and refuses another", async () => {
  const { dir, file } = await runOfPhotos();
  await writeImageList(dir, list);
  await expect(writeImageList(dir, { ...list, names: names.toReversed() })).rejects.toThrow(
    `The images are not those that the run started with, which ${file} names.`,
  );
});
