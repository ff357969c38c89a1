import { lstat, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gather, modelInput } from "../select/model-input.ts";
import { openStoredImages, readSplit, type RunSplit, writeSplit } from "./split.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-bench-split-"));
});
afterAll(() => rm(root, { recursive: true }));

const form = { count: 3, channels: 1, height: 1, width: 2 };
const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);

/** Three images of two pixels. */
function threeImages(classes: number, labels: readonly number[]): RunSplit {
  return {
    info: {
      name: "three",
      classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
      channels: 1,
      height: 1,
      width: 2,
    },
    split: "test",
    count: 3,
    labels,
    images: { ...form, pixels },
    sha256: "0".repeat(64),
  };
}

const bytesOf = async (...path: string[]) => [...(await readFile(join(root, ...path)))];

test("a label is a byte, or two of more than 256 classes, the lower first", async () => {
  writeSplit(join(root, "few"), threeImages(256, [3, 255, 0]));
  expect(await bytesOf("few", "labels.bin")).toEqual([3, 255, 0]);
  expect(await bytesOf("few", "images.bin")).toEqual([1, 2, 3, 4, 5, 6]);
  writeSplit(join(root, "many"), threeImages(257, [3, 256, 0]));
  expect(await bytesOf("many", "labels.bin")).toEqual([3, 0, 0, 1, 0, 0]);
  expect([...readSplit(join(root, "many")).labels]).toEqual([3, 256, 0]);
});

test("what is read is what was written, image by image", () => {
  const folder = join(root, "same");
  const written = threeImages(3, [2, 0, 1]);
  writeSplit(folder, written);
  const { info, split, count, labels, images, sha256, decoding } = readSplit(folder);
  expect({ info, split, count, sha256, decoding }).toEqual({
    info: written.info,
    split: "test",
    count: 3,
    sha256: "0".repeat(64),
    decoding: undefined,
  });
  expect([...labels]).toEqual([2, 0, 1]);
  expect([...gather(images, [2, 0, 1, 1]).pixels]).toEqual([5, 6, 1, 2, 3, 4, 3, 4]);
  // (byte / 255 - 0) / (1 / 255) is the byte.
  const normalisation = { mean: [0], std: [1 / 255] };
  const { dims, data } = modelInput(images, [1], { normalisation, layout: "nhwc" });
  expect(dims).toEqual([1, 1, 2, 1]);
  expect(data[0]).toBeCloseTo(3, 5);
  expect(data[1]).toBeCloseTo(4, 5);
});

test("images that lie in a file already take no room again", async () => {
  const path = join(root, "decoded.bin");
  await writeFile(path, pixels);
  const images = openStoredImages(path, form, () => new Error("short"));
  const folder = join(root, "linked");
  writeSplit(folder, { ...threeImages(3, [2, 0, 1]), images });
  const placed = join(folder, "images.bin");
  const linked = (await lstat(placed)).isSymbolicLink();
  expect(linked || (await stat(placed)).ino === (await stat(path)).ino).toBe(true);
  expect([...gather(readSplit(folder).images, [1]).pixels]).toEqual([3, 4]);
});

test("what is missing, altered or not whole is said with its folder", async () => {
  const folder = join(root, "broken");
  expect(() => readSplit(folder)).toThrow(expect.objectContaining({ code: "broken-split" }));
  writeSplit(folder, threeImages(3, [2, 0, 1]));
  const { images } = readSplit(folder);
  await truncate(join(folder, "images.bin"), 5);
  expect(() => readSplit(folder)).toThrow(`The images in ${folder} are not whole.`);
  expect(() => gather(images, [2])).toThrow("became shorter while they were read");
  await rm(join(folder, "labels.bin"));
  expect(() => readSplit(folder)).toThrow("can't be read");
  await writeFile(join(folder, "info.json"), "{}");
  expect(() => readSplit(folder)).toThrow(expect.objectContaining({ code: "broken-split" }));
});
