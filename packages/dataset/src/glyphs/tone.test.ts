import { expect, test } from "vitest";
import { fullCover, imagePixels, tone } from "./draw-glyph.ts";
import { packCovers, unpackCovers } from "./glyph-set.ts";

test("ink and paper differ by 60 to 200, and either may be the darker", () => {
  const darker = new Set<boolean>();
  for (let index = 0; index < 50; index += 1) {
    // Stripes of ink and paper, so that light and noise cancel out over the image.
    const image = Uint8Array.from({ length: imagePixels }, (_, i) => (i % 2) * fullCover);
    tone(image, index, 0);
    const mean = (odd: number) =>
      image.filter((_, i) => i % 2 === odd).reduce((a, b) => a + b, 0) / (imagePixels / 2);
    const difference = mean(1) - mean(0);
    // Less where light or noise reach black or white.
    expect(Math.abs(difference)).toBeGreaterThan(40);
    expect(Math.abs(difference)).toBeLessThan(205);
    darker.add(difference < 0);
  }
  expect(darker.size).toBe(2);
});

test("covers are packed two a byte, the first in the higher half", () => {
  expect(packCovers(Uint8Array.of(1, 15, 0, 7))).toEqual(Uint8Array.of(0x1f, 0x07));
  expect(unpackCovers(Uint8Array.of(0x1f, 0x07))).toEqual(Uint8Array.of(1, 15, 0, 7));
});
