import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test } from "vitest";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { makeFolder, makeFolderSync, writeFileWhole } from "./write-file-whole.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whole-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("writeFileWhole", () => {
  it("makes the folder and replaces the file", async () => {
    const path = join(folder, "a", "b.txt");
    await writeFileWhole(path, "old");
    await writeFileWhole(path, Uint8Array.of(110, 101, 119));
    expect(await readFile(path, "utf8")).toBe("new");
  });

  it("keeps the old file and leaves nothing else when writing fails", async () => {
    const path = join(folder, "b.txt");
    await writeFileWhole(path, "old");
    const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
    const half = async (partial: string) => {
      await writeFileWhole(partial, "ha");
      throw full;
    };
    await expect(writeFileWhole(path, "half", half)).rejects.toMatchObject({
      code: "file-not-writable",
      message: `${path} can't be written: there is no space left on the disk. What was there before is kept.`,
      cause: full,
    });
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["b.txt"]);
  });
});

function emptyFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "make-folder-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

test("makes a folder and those above it, says which was the first, and leaves one that is there", async () => {
  const root = emptyFolder();
  const folder = join(root, "a", "b");
  expect(await makeFolder(folder)).toBe(join(root, "a"));
  expect(await makeFolder(folder)).toBeUndefined();
  expect(statSync(folder).isDirectory()).toBe(true);
});

test("a file in its place, or above it, is the system's error", () => {
  const file = join(emptyFolder(), "file");
  writeFileSync(file, "");
  expect(() => makeFolderSync(file)).toThrow("EEXIST");
  expect(() => makeFolderSync(join(file, "a", "b"))).toThrow(/ENOTDIR|EEXIST/);
});

test.skipIf(process.platform !== "linux")("ends below /proc, where none can be made", async () => {
  await expect(makeFolder("/proc/nowhere/a")).rejects.toMatchObject({ code: "ENOENT" });
});

const execute = promisify(execFile);

/** A file system that nothing can be written to, where this user may mount one. */
async function readOnlyFolder(): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "make-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  try {
    await execute("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", folder]);
    onTestFinished(async () => void (await execute("umount", [folder])));
    return folder;
  } catch {
    return undefined;
  }
}

test("says that a file system is read-only, however far below the folder is", async (context) => {
  const folder = await readOnlyFolder();
  if (folder === undefined) return context.skip("only root can mount a file system");
  for (const below of ["a", "a/b/c"])
    await expect(makeFolder(join(folder, below))).rejects.toMatchObject({ code: "EROFS" });
});
