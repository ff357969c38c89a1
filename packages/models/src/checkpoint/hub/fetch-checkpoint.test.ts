import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { describe, expect, it, onTestFinished } from "vitest";
import { readCheckpoint } from "../read-checkpoint.ts";
import { fixture } from "../testing/fixtures.ts";
import { hubCheckpoint, type HubOptions, parseHubName } from "./fetch-checkpoint.ts";

const name = "hf:timm/tiny.in1k";
const commit = "c".repeat(40);

interface Served {
  readonly content: Uint8Array;
  readonly sibling: object;
}

/** A hub with the fixture's two files, the weights in Git LFS. */
async function hubFiles(): Promise<Map<string, Served>> {
  const weights = await readFile(fixture("timm/model.safetensors"));
  const config = await readFile(fixture("timm/config.json"));
  const blob = createHash("sha1").update(`blob ${config.length}\0`).update(config).digest("hex");
  const lfs = { sha256: createHash("sha256").update(weights).digest("hex"), size: weights.length };
  return new Map<string, Served>([
    ["model.safetensors", { content: weights, sibling: { rfilename: "model.safetensors", lfs } }],
    [
      "config.json",
      { content: config, sibling: { rfilename: "config.json", size: config.length, blobId: blob } },
    ],
    ["README.md", { content: Buffer.from("x"), sibling: { rfilename: "README.md", size: 1 } }],
    ["../evil", { content: Buffer.from("x"), sibling: { rfilename: "../evil.safetensors" } }],
  ]);
}

async function startHub(files: ReadonlyMap<string, Served>) {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    if (url === "/api/models/timm/tiny.in1k/revision/main?blobs=true") {
      const siblings = [...files.values()].map(({ sibling }) => sibling);
      response.end(JSON.stringify({ id: "timm/tiny.in1k", sha: commit, siblings }));
      return;
    }
    const file = files.get(url.replace(`/timm/tiny.in1k/resolve/${commit}/`, ""));
    if (file === undefined) response.statusCode = 404;
    response.end(file?.content);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const cache = await mkdtemp(join(tmpdir(), "hub-"));
  const options = { cache, endpoint: `http://127.0.0.1:${address.port}`, allowDownload: true };
  return { asked, options };
}

const kept = async (cache: string) => (await readdir(cache, { recursive: true })).toSorted();

async function refusal(options: HubOptions): Promise<KnownError> {
  const error: unknown = await hubCheckpoint(name, options).catch((thrown: unknown) => thrown);
  if (error instanceof KnownError) return error;
  throw new Error("It was not refused.");
}

describe("a model from the hub", () => {
  it("is downloaded once, by the commit that its revision is, and only what is read", async () => {
    const { asked, options } = await startHub(await hubFiles());
    const progress: number[] = [];
    const folder = await hubCheckpoint(name, {
      ...options,
      onProgress: (received, total) => progress.push(received / total),
    });
    expect(progress.at(-1)).toBe(1);
    expect((await readCheckpoint(folder)).config).toMatchObject({ width: 8 });
    expect(await hubCheckpoint(name, { ...options, allowDownload: false })).toBe(folder);
    expect(asked).toEqual([
      "/api/models/timm/tiny.in1k/revision/main?blobs=true",
      `/timm/tiny.in1k/resolve/${commit}/model.safetensors`,
      `/timm/tiny.in1k/resolve/${commit}/config.json`,
    ]);
    const inCache = join("hub", "timm--tiny.in1k@main");
    expect(await kept(options.cache)).toEqual([
      "hub",
      inCache,
      join(inCache, "config.json"),
      join(inCache, "hub.json"),
      join(inCache, "model.safetensors"),
    ]);
  });

  it("is not downloaded unless that is asked for", async () => {
    const { asked, options } = await startHub(await hubFiles());
    const { message, remedy } = await refusal({ ...options, allowDownload: false });
    expect(message).toBe(
      `${name} was not downloaded yet, and nothing is downloaded unless it is asked for.`,
    );
    expect(remedy).toMatch(
      /^Add --allow-download to run or import to get it from 127\.0\.0\.1:\d+ once/,
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ["config.json", "what came has another git-blob hash than the hub says"],
    ["model.safetensors", "what came has another sha256 hash than the hub says"],
  ])("whose %s was altered is refused, and not kept", async (file, reason) => {
    const files = await hubFiles();
    const served = files.get(file);
    if (served === undefined) throw new Error("no such file");
    files.set(file, { ...served, content: served.content.map((byte) => byte ^ 1) });
    const { options } = await startHub(files);
    await expect(hubCheckpoint(name, options)).rejects.toThrow(`${file} failed: ${reason}.`);
    expect(await kept(options.cache)).toEqual(["hub"]);
  });

  it.each([
    [-1, /9643 of 9644 bytes came/],
    [1, /more than the 9644 bytes came/],
  ])("whose weights have %i bytes more is refused, and not kept", async (more, reason) => {
    const files = await hubFiles();
    const served = files.get("model.safetensors");
    if (served === undefined) throw new Error("no such file");
    const content = Buffer.concat([served.content, Buffer.alloc(1)]).subarray(
      0,
      served.content.length + more,
    );
    files.set("model.safetensors", { ...served, content });
    const { options } = await startHub(files);
    await expect(hubCheckpoint(name, options)).rejects.toThrow(reason);
    expect(await kept(options.cache)).toEqual(["hub"]);
  });

  it("that is not there, has no weights, or can't be reached is said to be so", async () => {
    const files = await hubFiles();
    files.delete("model.safetensors");
    const { options } = await startHub(files);
    await expect(hubCheckpoint("hf:timm/other", options)).rejects.toThrow(
      "the hub does not have it (404)",
    );
    await expect(hubCheckpoint(name, options)).rejects.toThrow("has no model.safetensors");
    const nobody = { ...options, endpoint: "http://127.0.0.1:1" };
    await expect(hubCheckpoint(name, nobody)).rejects.toThrow(/^The download of http.* failed: /);
  });
});

describe("a name on the hub", () => {
  it("has an owner, a name and perhaps a revision", () => {
    expect(parseHubName("hf:timm/vit.in1k@v1")).toEqual({
      repository: "timm/vit.in1k",
      revision: "v1",
    });
  });

  it.each([
    "hf:",
    "hf:vit",
    "hf:a/b/c",
    "hf:a/..",
    "hf:../b",
    "hf:a/b@../c",
    "hf:a/b?x",
    "hf:a/b c",
  ])("%s is none", (bad) => {
    expect(() => parseHubName(bad)).toThrow(`"${bad}" is not a model's name on the hub.`);
  });
});
