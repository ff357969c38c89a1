import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";
import { describe, expect, test } from "vitest";
import { openDefined } from "../open/open.ts";
import { sha256 } from "../read/content.ts";
import type { DatasetDefinition } from "../sets/definition.ts";
import { temporaryFolder } from "../testing/files.ts";
import { startHost } from "../testing/host.ts";
import { tinyCifar, tinyFiles } from "../testing/tiny-cifar.ts";

const pinned = (base: string): DatasetDefinition => {
  const definition = tinyCifar({ kind: "files", base });
  // Bytes: what it may have at most. A gzip file of ten bytes is larger than ten.
  const file = { name: "test.bin", bytes: 100, sha256: sha256(tinyFiles["test.bin"]) };
  return {
    ...definition,
    files: { ...definition.files, test: [file] },
    decode: async (_, load) => {
      const { bytes } = await load(file);
      return { labels: bytes.subarray(0, 1), pixels: bytes.subarray(1, 4) };
    },
  };
};

/** What lies in the cache, all folders deep. */
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true })).toSorted();

/** A .tar.gz with the tiny files and one that is not asked for. */
const archiveOf = async (folder: string) => {
  const source = join(folder, "tiny-archive");
  await mkdir(source);
  for (const [name, bytes] of Object.entries(tinyFiles)) await writeFile(join(source, name), bytes);
  await writeFile(join(source, "readme.html"), "hello");
  await create({ gzip: true, cwd: folder, file: join(folder, "x.tgz") }, ["tiny-archive"]);
  return readFile(join(folder, "x.tgz"));
};

describe("a data set of single files", () => {
  test("is fetched once, into the cache", async () => {
    const folder = await temporaryFolder();
    const asked: (string | undefined)[] = [];
    const base = await startHost(({ url }, response) => {
      asked.push(url);
      response.end(gzipSync(tinyFiles["test.bin"]));
    });
    const places = { data: undefined, cache: join(folder, "cache") };
    const options = { split: "test", allowDownload: true } as const;
    const first = await openDefined(pinned(base), options, places);
    const second = await openDefined(pinned(base), options, places);
    expect(second).toEqual(first);
    expect(asked).toEqual(["/test.bin.gz"]);
    expect(await filesIn(places.cache)).toEqual(["tiny", join("tiny", "test.bin.gz")]);
  });

  const flipped = tinyFiles["test.bin"].map((byte) => byte ^ 1);
  for (const [what, answer] of [
    ["other content", gzipSync(flipped)],
    ["half of a gzip file", gzipSync(tinyFiles["test.bin"]).subarray(0, 15)],
    ["a web page", Buffer.from("<html>Log in to the hotel's network</html>")],
  ] as const)
    test(`is refused, and not kept, when ${what} comes`, async () => {
      const folder = await temporaryFolder();
      const base = await startHost((_, response) => response.end(answer));
      const options = { split: "test", allowDownload: true } as const;
      const opened = openDefined(pinned(base), options, { data: undefined, cache: folder });
      await expect(opened).rejects.toThrow(expect.objectContaining({ code: "download-altered" }));
      expect(await filesIn(folder)).toEqual([]);
    });

  test("leaves no part behind when it is stopped", async () => {
    const folder = await temporaryFolder();
    const base = await startHost((_, response) => {
      response.write("x");
    });
    const stop = new AbortController();
    const opened = openDefined(
      pinned(base),
      {
        split: "test",
        allowDownload: true,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error("stop")),
      },
      { data: undefined, cache: folder },
    );
    await expect(opened).rejects.toThrow("stop");
    expect(await filesIn(folder)).toEqual([]);
  });

  test("says that the cache can't be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "cache"), "a file where the folder should be");
    const options = { split: "test", allowDownload: true } as const;
    const places = { data: undefined, cache: join(folder, "cache") };
    await expect(openDefined(tinyCifar(), options, places)).rejects.toThrow(
      expect.objectContaining({ code: "cache-write" }),
    );
  });
});

describe("a data set in an archive", () => {
  test("gives the files of every split, and no others", async () => {
    const folder = await temporaryFolder();
    const archive = await archiveOf(folder);
    const url = await startHost((_, response) => response.end(archive));
    const definition = tinyCifar({
      kind: "archive",
      url,
      sha256: sha256(archive),
      maxBytes: archive.length,
    });
    const places = { data: undefined, cache: join(folder, "cache") };
    const split = await openDefined(definition, { split: "test", allowDownload: true }, places);
    expect(split.labels).toEqual(Uint8Array.of(2, 0));
    expect(await filesIn(places.cache)).toEqual([
      "tiny",
      join("tiny", "a.bin"),
      join("tiny", "b.bin"),
      join("tiny", "test.bin"),
    ]);
    const train = await openDefined(definition, { split: "train" }, places);
    expect(train.count).toBe(4);
  });

  test("is refused, and not kept, with another hash or cut short", async () => {
    const folder = await temporaryFolder();
    const archive = await archiveOf(folder);
    const cache = join(folder, "cache");
    const open = (url: string, hash: string) =>
      openDefined(
        tinyCifar({ kind: "archive", url, sha256: hash, maxBytes: 10_000 }),
        { split: "test", allowDownload: true },
        { data: undefined, cache },
      );
    const whole = await startHost((_, response) => response.end(archive));
    await expect(open(whole, "0".repeat(64))).rejects.toThrow(
      expect.objectContaining({ code: "download-altered" }),
    );
    const half = await startHost((_, response) => {
      response.setHeader("content-length", archive.length);
      response.write(archive.subarray(0, 100), () => response.destroy());
    });
    await expect(open(half, sha256(archive))).rejects.toThrow(
      expect.objectContaining({ code: "download-failed" }),
    );
    expect(await filesIn(cache)).toEqual([]);
  });
});
