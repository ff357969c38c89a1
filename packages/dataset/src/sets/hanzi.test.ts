import { gunzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { hasBank, readBank } from "../glyphs/bank.ts";
import { GlyphImages } from "../glyphs/draw-images.ts";
import { firstOf, glyphSet, packCovers, packedBytes } from "../glyphs/glyph-set.ts";
import { openDataset } from "../open/open.ts";
import { sha256 } from "../read/content.ts";

describe.each([
  ["hanzi", "6634c5d50e254cf8086cc514b2cdcac73681991fa3dea9b997b69d1b7b8d76b2"],
  ["hanzi-unseen", "0a216e65bd4cd0226f8fb890da876b764f17b6aec8b2d1a65deb0580fa58b9a8"],
])("the shipped test images of %s", (name, pixels) => {
  test("open with labels in two bytes, ten of each class", async () => {
    const split = await openDataset(name, { split: "test" });
    expect(split.info.classes).toHaveLength(1_000);
    expect([split.info.classes[0], split.info.classes[999]]).toEqual(["啊", "做"]);
    expect(split.labels).toBeInstanceOf(Uint16Array);
    expect([...split.labels.subarray(998, 1_002)]).toEqual([998, 999, 0, 1]);
    expect(split.images).toMatchObject({ count: 10_000, channels: 1, height: 32, width: 32 });
    expect(sha256(split.images.pixels)).toBe(pixels);
    expect([9_999, 300].map((image) => split.labels[image])).toEqual([999, 300]);
  });
});

test("training images are in no file", async () => {
  await expect(openDataset("hanzi", { split: "train", allowDownload: true })).rejects.toThrow(
    /train images of Hanzi are in none of/,
  );
});

const set = glyphSet("hanzi");
test.skipIf(!(await hasBank(set)))("they are what the fonts give", async () => {
  const bank = await readBank(set);
  for (const [faces, file] of [
    ["seen", "test-covers.gz"],
    ["unseen", "unseen-covers.gz"],
  ] as const) {
    const images = new GlyphImages(bank, set.info.classes, faces);
    const first = firstOf[faces === "seen" ? "test" : "unseen"];
    const packed = packCovers(images.covers(Array.from({ length: 50 }, (_, i) => first + i)));
    const stored = gunzipSync(await readFile(new URL(`../../data/hanzi/${file}`, import.meta.url)));
    expect(Buffer.compare(stored.subarray(0, 50 * packedBytes), packed)).toBe(0);
  }
});
