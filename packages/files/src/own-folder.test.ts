import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { claimFolder, requireOwnFolder } from "./own-folder.ts";

let root: string;
let out: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "own-"));
  onTestFinished(() => rm(root, { recursive: true }));
  out = join(root, "out");
});
const own = (force = false) => requireOwnFolder(out, "dashboard", { force });

test("a folder that is missing, empty or claimed before is ours", async () => {
  expect(await own()).toBe(false);
  await mkdir(out);
  expect(await own()).toBe(false);
  await claimFolder(out, "dashboard");
  expect(await own()).toBe(true);
  expect(await readdir(out)).toEqual(["vmoe-bench-dashboard.json"]);
});

test("one that holds other files, or another kind of ours, is refused unless forced", async () => {
  await claimFolder(out, "publication");
  const refused = { code: "folder-not-ours", exitCode: 2 };
  await expect(own()).rejects.toMatchObject(refused);
  expect(await own(true)).toBe(false);
  await rm(join(out, "vmoe-bench-publication.json"));
  await writeFile(join(out, "thesis.txt"), "years");
  await expect(own()).rejects.toMatchObject(refused);
});

test("a file in its place is named, forced or not", async () => {
  await writeFile(out, "");
  await expect(own(true)).rejects.toMatchObject({ code: "folder-not-writable" });
  await expect(claimFolder(out, "dashboard")).rejects.toMatchObject({
    code: "folder-not-writable",
  });
});
