import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { harness, mockHost, prepare } from "../testing/host.ts";
import { device, plan, temporaryFolder } from "../testing/suite.ts";
import { runSuite } from "../run/run-suite.ts";
import { createRunStore } from "./run-store.ts";

test("a run has a folder of its own below its device, with its manifest", async () => {
  const root = join(await temporaryFolder(), "not", "there");
  const { manifest } = plan();
  const store = await createRunStore(root, manifest);
  expect(store.dir).toBe(join(root, "here", manifest.id));
  expect(await readdir(store.dir)).toEqual(["run.json"]);
  expect(JSON.parse(await readFile(join(store.dir, "run.json"), "utf8"))).toEqual(manifest);
});

const failing = (code: string) => () => Promise.reject(Object.assign(new Error("no"), { code }));

test("neither a run nor a record is overwritten", async () => {
  const root = await temporaryFolder();
  const store = await createRunStore(root, plan().manifest);
  await expect(createRunStore(root, plan().manifest)).rejects.toThrow(
    expect.objectContaining({ code: "already-written" }),
  );
  await runSuite({ plan: plan(), host: mockHost(), store, harness, prepare });
  const again = runSuite({ plan: plan(), host: mockHost(), store, harness, prepare });
  await expect(again).rejects.toThrow(expect.objectContaining({ code: "already-written" }));
});

test("a results folder that can't be written is found before the first block", async () => {
  const root = await temporaryFolder();
  const file = join(root, "file");
  await writeFile(file, "");
  const store = createRunStore(file, plan().manifest);
  await expect(store).rejects.toThrow(expect.objectContaining({ code: "results-not-writable" }));
  await expect(store).rejects.toThrow(/can't be written to ".*file.here": a part of the path is/);
});

test("a write that is refused is a folder that can't be written", async () => {
  const refuse = failing("EACCES");
  const store = createRunStore(await temporaryFolder(), plan().manifest, refuse);
  await expect(store).rejects.toThrow(/permission is denied/);
});

test("a full disk has an error of its own", async () => {
  const full = failing("ENOSPC");
  const store = createRunStore(await temporaryFolder(), plan().manifest, full);
  await expect(store).rejects.toThrow(expect.objectContaining({ code: "disk-full" }));
});

test("names lead nowhere else", async () => {
  const root = join(await temporaryFolder(), "results");
  await mkdir(root);
  const { manifest } = plan();
  for (const id of ["../out", "..", "a/b", "a\\b", "", "a\0", ".hidden", "a."]) {
    const strange = { ...manifest, device: { ...device, id } };
    await expect(createRunStore(root, strange)).rejects.toThrow(
      expect.objectContaining({ code: "unsafe-name" }),
    );
    await expect(createRunStore(root, { ...manifest, id })).rejects.toThrow(
      expect.objectContaining({ code: "unsafe-name" }),
    );
  }
});
