import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { tinyBank, tinyClasses } from "../testing/tiny-glyphs.ts";
import { imagePixels } from "./draw-glyph.ts";
import { GlyphImages } from "./draw-images.ts";
import { faces, families } from "./faces.ts";

const images = new GlyphImages(tinyBank(), tinyClasses, "seen");
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("images of glyphs", () => {
  test("are the same on every machine", () => {
    expect(sha256(images.covers([0, 1, 2, 3]))).toBe(
      "809c4015f155f25fe2dd262abdaab5fcc74cca5bc1efc1812981d95a8e89bae2",
    );
    expect(sha256(images.read([0, 1, 2, 3]))).toBe(
      "edd3ef7ed87b7d24dec439ee03b188ab940cd736bce56d5b26056f61a75092ad",
    );
    expect(sha256(images.read([1_999_999_999]))).toBe(
      "73af1dbb0bc7a1186d2e267c1f0ed48773dfbd333a8a6d5a2893b28335165210",
    );
  });

  test("depend on their index alone, whatever is read before or beside them", () => {
    const [alone, together] = [images.read([7]), images.read([3, 7, 7])];
    expect(together.subarray(imagePixels, 2 * imagePixels)).toEqual(alone);
    expect(together.subarray(2 * imagePixels)).toEqual(alone);
    expect(together.subarray(0, imagePixels)).not.toEqual(alone);
  });

  test("show the classes in turn", () => {
    expect([0, 1, 2, 1_000_000_001].map((index) => images.labelOf(index))).toEqual([0, 1, 0, 1]);
  });

  test("come from the faces of one set", () => {
    const seenOnly = tinyBank((face) => isUnseen(face));
    expect(() => new GlyphImages(seenOnly, tinyClasses, "unseen")).toThrow(
      'None of the unseen fonts has the character "一".',
    );
    // Nothing of the other faces was used: without them all stays as it was.
    expect(new GlyphImages(seenOnly, tinyClasses, "seen").read([0, 1, 2])).toEqual(
      images.read([0, 1, 2]),
    );
  });

  test("leave out the faces that lack a character", () => {
    const only = tinyBank((face, character) => character === 1 && face !== 2);
    const covers = new GlyphImages(only, tinyClasses, "seen").covers([1, 3, 5]);
    expect(Math.max(...covers)).toBeGreaterThan(0);
  });
});

function isUnseen(face: number): boolean {
  return families.unseen.some(({ font }) => font === faces[face]?.font);
}

test("no font is both seen and unseen", () => {
  const seen = new Set<string>(families.seen.map(({ font }) => font));
  expect(families.unseen.filter(({ font }) => seen.has(font))).toEqual([]);
});
