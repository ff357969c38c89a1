import { describe, expect, test } from "vitest";
import type { RawImages } from "@vmoe-bench/contracts";
import { gather } from "./model-input.ts";

/** Five 1x1 images with two channels; image i has pixels i, 100 + i. */
const images: RawImages = {
  count: 5,
  channels: 2,
  height: 1,
  width: 1,
  pixels: Uint8Array.of(0, 100, 1, 101, 2, 102, 3, 103, 4, 104),
};

describe("gather", () => {
  test("gives the images that are named, in that order, as often as they are", () => {
    const chosen = gather(images, [4, 0, 4]);
    expect(chosen).toMatchObject({ count: 3, channels: 2, height: 1, width: 1 });
    expect([...chosen.pixels]).toEqual([4, 104, 0, 100, 4, 104]);
  });

  test("copies, so that the images stay as it is", () => {
    const copy = gather(images, [3]);
    copy.pixels[0] = 200;
    expect(images.pixels[6]).toBe(3);
  });

  test.each([-1, 5, 0.5, NaN])("refuses image %d", (index) => {
    expect(() => gather(images, [index])).toThrow(expect.objectContaining({ code: "image-index" }));
  });
});
