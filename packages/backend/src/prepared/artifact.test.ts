import { createServer, type Server } from "node:http";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vitConfigSchema, type ModelFiles, type PreparedModel } from "@vmoe-bench/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { filesInFolder, writePrepared } from "./folder.ts";
import { filesAt, filesInMemory, sealed } from "./index.ts";

const config = vitConfigSchema.parse({
  imageSize: 4,
  channels: 1,
  patch: 2,
  width: 4,
  depth: 1,
  heads: 1,
  mlpWidth: 4,
  classes: 2,
});
const what = {
  kind: "defined",
  model: "tiny",
  config,
  strategy: "dense",
  precision: "float32",
  batch: 1,
} as const;

let prepared: PreparedModel;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "artifact-"));
  prepared = await sealed(what, new Map([["a.onnx", Uint8Array.of(1, 2, 3)]]));
  await writePrepared(folder, prepared);
});
afterEach(() => rm(folder, { recursive: true }));

test("the manifest vouches for each file", () => {
  expect(prepared.manifest.files).toEqual([
    {
      name: "a.onnx",
      bytes: 3,
      // Of the bytes 1, 2, 3.
      sha256: "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81",
    },
  ]);
});

async function readsWhatWasWritten(files: ModelFiles) {
  expect(files.manifest).toEqual(prepared.manifest);
  expect(files.bytesRead).toBe(0);
  expect([...(await files.read("a.onnx"))]).toEqual([1, 2, 3]);
  await files.read("a.onnx");
  expect(files.bytesRead).toBe(6);
  await expect(files.read("b.onnx")).rejects.toMatchObject({ code: "missing-file" });
}

test("memory", async () => {
  await expect(readsWhatWasWritten(filesInMemory(prepared))).resolves.toBeUndefined();
});

describe("a folder", () => {
  test("gives what was written", async () => {
    await expect(readsWhatWasWritten(await filesInFolder(folder))).resolves.toBeUndefined();
  });

  test("tells a missing, a truncated and an altered file, and reads it once it is well again", async () => {
    const files = await filesInFolder(folder);
    const file = join(folder, "a.onnx");
    await rm(file);
    await expect(files.read("a.onnx")).rejects.toMatchObject({ code: "missing-file" });
    await writeFile(file, Uint8Array.of(1, 2, 4));
    await expect(files.read("a.onnx")).rejects.toThrow("its SHA-256 is not the one");
    await truncate(file, 2);
    await expect(files.read("a.onnx")).rejects.toThrow("it has 2 bytes, its manifest says 3");
    await writeFile(file, Uint8Array.of(1, 2, 3));
    expect([...(await files.read("a.onnx"))]).toEqual([1, 2, 3]);
    expect(files.bytesRead).toBe(3);
  });

  test("without a manifest, or with one that names a file outside", async () => {
    await expect(filesInFolder(join(folder, "none"))).rejects.toMatchObject({
      code: "missing-file",
    });
    const files = [{ ...prepared.manifest.files[0], name: "../a.onnx" }];
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...prepared.manifest, files }));
    await expect(filesInFolder(folder)).rejects.toThrow("expected a plain file name");
  });
});

describe("a server", () => {
  let answer: "well" | 404 | 500 | "truncated" | "long";
  let server: Server;
  let base: string;
  beforeEach(async () => {
    answer = "well";
    server = createServer((request, response) => {
      if (request.url === "/manifest.json") response.end(JSON.stringify(prepared.manifest));
      else if (answer === "well") response.end(Uint8Array.of(1, 2, 3));
      else if (answer === "long") response.end(new Uint8Array(9));
      else if (answer === "truncated") {
        response.writeHead(200, { "content-length": 3 }).write(Uint8Array.of(1));
        setTimeout(() => response.destroy(), 20);
      } else response.writeHead(answer).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
  });
  afterEach(() => server.close());

  test("gives what it has", async () => {
    const files = await filesAt(base);
    expect([...(await files.read("a.onnx"))]).toEqual([1, 2, 3]);
    expect(files.bytesRead).toBe(3);
  });

  test.each([
    [404, "is missing"],
    [500, "the server answered 500"],
    ["truncated", "it ended early"],
    ["long", "more than 3 bytes"],
  ] as const)("%s: an error, and the next read tries again", async (how, words) => {
    const files = await filesAt(base);
    answer = how;
    await expect(files.read("a.onnx")).rejects.toThrow(words);
    answer = "well";
    expect([...(await files.read("a.onnx"))]).toEqual([1, 2, 3]);
  });

  test("that is not there", async () => {
    server.close();
    await expect(filesAt("http://127.0.0.1:1/")).rejects.toMatchObject({
      code: "unreachable-file",
    });
  });
});
