import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BadImageError } from "../../errors/image-errors.ts";
import { decodeImage, headerOf } from "./decode.ts";

const reference = (name: string) =>
  readFileSync(new URL(`../../testing/references/${name}`, import.meta.url));

/** A JPEG's header that promises so many pixels: start of image, of frame, of scan. */
function jpegOf(width: number, height: number): Uint8Array {
  const sides = [height >> 8, height & 255, width >> 8, width & 255];
  const frame = [0xff, 0xc0, 0, 11, 8, ...sides, 1, 1, 0x11, 0];
  return Uint8Array.of(0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9);
}

async function problemWith(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes, "stored");
  } catch (error) {
    if (error instanceof BadImageError) return error.problem;
    throw error;
  }
  return "nothing";
}

describe("images that can't be decoded", () => {
  test("a bomb of 65,535 x 65,535 or 60,000 x 60,000 pixels is refused by its header", async () => {
    const before = process.memoryUsage().rss;
    expect(await problemWith(jpegOf(65_535, 65_535))).toMatch(
      /^has a broken header \(.*Maximum supported image dimension is 65500 pixels\)$/,
    );
    expect(await problemWith(jpegOf(60_000, 60_000))).toBe(
      "has 60000x60000 pixels, more than the 100 million that are decoded",
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test("an empty file, text, and other formats say so", async () => {
    expect(await problemWith(new Uint8Array())).toBe("is empty");
    const none = "is no JPEG, PNG, WebP or AVIF, whatever its name says";
    for (const text of ["hello", '<svg xmlns="http://www.w3.org/2000/svg"/>', "GIF89a", "%PDF-1.4"])
      expect(await problemWith(Buffer.from(text))).toBe(none);
    const kinds = {
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\n":
        "is a Git LFS pointer, not the file itself",
      "<!doctype html><title>Sign in</title>": "is an HTML page, not the file itself",
    };
    for (const [text, problem] of Object.entries(kinds))
      expect(await problemWith(Buffer.from(text))).toBe(problem);
    expect(await problemWith(gzipSync("x"))).toBe("is compressed with gzip");
  });

  test.each(["rgb.jpg", "alpha.png", "lossy.webp", "photo.avif"])(
    "%s cut short is no image, at any length",
    async (name) => {
      const whole = reference(name);
      for (const part of [0.05, 0.3, 0.6, 0.9])
        expect(await problemWith(whole.subarray(0, Math.floor(part * whole.length)))).toMatch(
          /^(?:can't be decoded|has a broken header)/,
        );
    },
  );

  test("what has only a header is found by decoding it", async () => {
    const bytes = reference("rgb.jpg").subarray(0, 1_200);
    expect(await headerOf(bytes)).toMatchObject({ width: 97, height: 61 });
    expect(await problemWith(bytes)).toMatch(/^can't be decoded \(.*\)$/);
  });
});
