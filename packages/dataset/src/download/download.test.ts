import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/files.ts";
import { startHost } from "../testing/host.ts";
import { download, type DownloadProgress } from "./download.ts";

describe("download", () => {
  test("writes the file and tells how far it is", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) =>
      response.setHeader("content-length", 5).end("hello"),
    );
    const seen: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress) => seen.push(progress);
    const target = join(folder, "x");
    // printf hello | sha256sum
    expect(await download(url, target, 5, { onProgress })).toBe(
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    );
    expect(await readFile(target, "utf8")).toBe("hello");
    expect(seen.at(-1)).toEqual({ url, receivedBytes: 5, totalBytes: 5 });
  });

  test("refuses an answer that is not the file", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) => response.writeHead(404).end("no"));
    const outcome = download(url, join(folder, "x"), 100, {});
    await expect(outcome).rejects.toThrow(expect.objectContaining({ code: "download-refused" }));
    await expect(outcome).rejects.toThrow("404");
  });

  test("notices that the connection broke", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) => {
      response.setHeader("content-length", 100);
      response.write("only a part", () => response.destroy());
    });
    await expect(download(url, join(folder, "x"), 100, {})).rejects.toThrow(
      expect.objectContaining({ code: "download-failed" }),
    );
  });

  test("says why a host can't be reached", async () => {
    const folder = await temporaryFolder();
    const outcome = download("http://127.0.0.1:1/", join(folder, "x"), 1, {});
    await expect(outcome).rejects.toThrow(expect.objectContaining({ code: "download-failed" }));
  });

  test("refuses a length that is too large, said or not", async () => {
    const folder = await temporaryFolder();
    const said = await startHost((_, response) => {
      response.setHeader("content-length", 1_000).write("x");
    });
    const unsaid = await startHost((_, response) => {
      response.write("x".repeat(60));
      response.end("x".repeat(60));
    });
    for (const url of [said, unsaid])
      await expect(download(url, join(folder, "x"), 100, {})).rejects.toThrow(
        expect.objectContaining({ code: "download-too-large" }),
      );
  });

  test("gives up when nothing comes any more", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) => {
      response.write("x");
    });
    const outcome = download(url, join(folder, "x"), 100, { stallMs: 50 });
    await expect(outcome).rejects.toThrow(expect.objectContaining({ code: "download-stalled" }));
  });

  test("stops with the reason that it is given", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) => {
      response.write("x");
    });
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("stop"));
    const outcome = download(url, join(folder, "x"), 100, { signal: stop.signal, onProgress });
    await expect(outcome).rejects.toThrow("stop");
  });

  test("says that a file can't be written", async () => {
    const folder = await temporaryFolder();
    const url = await startHost((_, response) => response.end("hello"));
    const outcome = download(url, join(folder, "missing", "x"), 100, {});
    await expect(outcome).rejects.toThrow(expect.objectContaining({ code: "cache-write" }));
  });

  test.skipIf(process.platform !== "linux")(
    "says that the disk is full (/dev/full is a Linux device)",
    async () => {
      const url = await startHost((_, response) => response.end("hello"));
      const outcome = download(url, "/dev/full", 100, {});
      await expect(outcome).rejects.toThrow("there is no space left on the disk");
    },
  );
});
