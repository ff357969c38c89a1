import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

test("makes a folder and those above it, and leaves one that is there", async () => {
  const root = mkdtempSync(join(tmpdir(), "make-folder-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, "a", "b");
  await makeFolder(folder);
  await makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test.skipIf(process.platform !== "linux")("ends below /proc, where none can be made", async () => {
  await expect(makeFolder("/proc/nowhere/a")).rejects.toMatchObject({ code: "ENOENT" });
});
