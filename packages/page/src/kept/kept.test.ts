import { preparedManifestSchema, type ModelFiles } from "@vmoe-bench/contracts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { kept, keptFiles } from "./kept.ts";

/** A browser's CacheStorage, as far as it is used here. */
function cacheStorage(put: (key: string) => void = () => undefined) {
  const stored = new Map<string, Response>();
  const cache = {
    match: async (key: string) => stored.get(key)?.clone(),
    keys: async () => [...stored.keys()],
    delete: async (key: string) => stored.delete(key),
    put: async (key: string, response: Response) => {
      put(key);
      stored.set(key, response);
    },
  };
  return { stored, storage: { open: async () => cache } };
}

let cache: ReturnType<typeof cacheStorage>;
beforeEach(() => {
  cache = cacheStorage();
  vi.stubGlobal("caches", cache.storage);
});
afterEach(() => vi.unstubAllGlobals());

const text = async (blob: Promise<Blob>) => (await blob).text();
const loads = (body: string) =>
  vi.fn<() => Promise<Blob>>(async () => new Blob([body], { type: "application/wasm" }));

it("loads a file once, and gives it again with its type", async () => {
  const load = loads("one");
  expect(await text(kept("https://a/x-1.wasm", load))).toBe("one");
  expect(await text(kept("https://a/x-1.wasm", load))).toBe("one");
  expect(load).toHaveBeenCalledTimes(1);
  expect((await kept("https://a/x-1.wasm", load)).type).toBe("application/wasm");
  expect(await text(kept("https://a/x-2.wasm", loads("two")))).toBe("two");
});

it("gives a file that there is no room for, and one without a cache", async () => {
  cache = cacheStorage(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  vi.stubGlobal("caches", cache.storage);
  expect(await text(kept("https://a/x", loads("one")))).toBe("one");
  vi.stubGlobal("caches", undefined);
  expect(await text(kept("https://a/x", loads("two")))).toBe("two");
});

it("forgets all rather than grow without end", async () => {
  for (let i = 0; i < 201; i++) await kept(`https://a/${i}`, loads("x"));
  expect([...cache.stored.keys()]).toEqual(["https://a/200"]);
});

it("keeps a model's file by its hash, and counts it as read each time", async () => {
  const file = { name: "model.onnx", bytes: 3, sha256: "a".repeat(64) };
  const read = vi.fn<ModelFiles["read"]>(async () => new Uint8Array([1, 2, 3]));
  const config = { imageSize: 8, channels: 1, patch: 4, classes: 2, width: 4, depth: 1, heads: 1 };
  const manifest = preparedManifestSchema.parse({
    schemaVersion: 1,
    kind: "defined",
    model: "tiny",
    config: { ...config, mlpWidth: 8 },
    strategy: "dense",
    precision: "float32",
    batch: 1,
    files: [file],
  });
  const source = () => keptFiles({ manifest, bytesRead: 0, read }, "https://a/");
  const [first, again] = [source(), source()];
  expect(await first.read("model.onnx")).toEqual(new Uint8Array([1, 2, 3]));
  expect(await again.read("model.onnx")).toEqual(new Uint8Array([1, 2, 3]));
  expect(read).toHaveBeenCalledTimes(1);
  expect([first.bytesRead, again.bytesRead]).toEqual([3, 3]);
  expect([...cache.stored.keys()]).toEqual([`https://a/kept/${"a".repeat(64)}`]);
  await expect(again.read("other")).rejects.toThrow("other");
});
