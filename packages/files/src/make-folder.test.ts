import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder, makeFolderSync } from "./write-file-whole.ts";

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
