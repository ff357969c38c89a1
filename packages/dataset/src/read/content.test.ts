import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { UnreadableFileError } from "../errors/file-errors.ts";
import { temporaryFolder } from "../testing/files.ts";
import { readContent } from "./content.ts";

const values = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);
const zipped = gzipSync(values);
const damaged = zipped.map((byte, i) => (i === zipped.length - 6 ? byte ^ 1 : byte));

describe("readContent", () => {
  test("gives the same bytes plain and gzipped", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "x"), values);
    await writeFile(join(folder, "x.gz"), zipped);
    expect((await readContent(join(folder, "x"), 1_000)).bytes).toEqual(values);
    expect((await readContent(join(folder, "x.gz"), 1_000)).bytes).toEqual(values);
  });

  for (const [what, name, bytes, code] of [
    ["a plain file that is too large", "x", values, "oversized-file"],
    ["a gzip file that unpacks to too much", "x.gz", zipped, "oversized-file"],
    ["a huge file", "x.gz", new Uint8Array(200_000), "oversized-file"],
    ["a truncated gzip file", "x.gz", zipped.subarray(0, 100), "truncated-file"],
    ["an empty gzip file", "x.gz", new Uint8Array(), "truncated-file"],
    ["a gzip file with a wrong checksum", "x.gz", damaged, "damaged-gzip"],
    ["plain bytes that are named .gz", "x.gz", values, "not-gzip"],
  ] as const)
    test(`refuses ${what}`, async () => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, name), bytes);
      const maxBytes = code === "oversized-file" ? 999 : 1_000;
      await expect(readContent(join(folder, name), maxBytes)).rejects.toThrow(
        expect.objectContaining({ code }),
      );
    });

  test("refuses a folder", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "x"));
    await expect(readContent(join(folder, "x"), 9)).rejects.toThrow(UnreadableFileError);
  });

  test.skipIf(process.getuid?.() === 0)(
    "refuses a file that may not be read (root may read all)",
    async () => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "x"), values);
      await chmod(join(folder, "x"), 0);
      await expect(readContent(join(folder, "x"), 1_000)).rejects.toThrow(/EACCES/);
    },
  );

  test("stops when told to", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "x"), values);
    const stop = AbortSignal.abort(new Error("stop"));
    await expect(readContent(join(folder, "x"), 1_000, stop)).rejects.toThrow("stop");
  });
});
