import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFileWhole } from "./write-file-whole.ts";

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
