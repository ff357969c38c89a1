import { vitConfigSchema } from "@vmoe-bench/contracts";
import { afterEach, expect, test, vi } from "vitest";
import { imagesAt } from "./images.ts";

afterEach(() => vi.unstubAllGlobals());

const config = vitConfigSchema.parse({
  imageSize: 2,
  channels: 1,
  patch: 1,
  classes: 300,
  width: 2,
  depth: 1,
  heads: 1,
  mlpWidth: 2,
});
const classes = Array.from({ length: 300 }, (_, i) => `class ${i}`);

test("labels of more than 256 classes are read as two bytes each", async () => {
  const info = { name: "two", split: "test", count: 2, channels: 1, height: 2, width: 2, classes };
  const files = new Map([
    ["info.json", new Blob([JSON.stringify({ ...info, sha256: "0" })])],
    ["images.bin", new Blob([Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255)])],
    ["labels.bin", new Blob([Uint8Array.of(3, 0, 43, 1)])],
  ]);
  vi.stubGlobal("fetch", (url: string) =>
    Promise.resolve(new Response(files.get(new URL(url).pathname.split("/").at(-1) ?? ""))),
  );
  const { images } = await imagesAt(
    "http://localhost/data/two/test/",
    { normalisation: { mean: [0.5], std: [0.5] }, classes },
    { kind: "defined", config },
  );
  expect(Array.from(images.labels)).toEqual([3, 299]);
  expect(Array.from(images.batch([1]).data)).toEqual([1, 1, 1, 1]);
});
