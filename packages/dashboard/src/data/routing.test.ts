import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { pngOf } from "./routing.ts";

test("grey pixels stand line by line behind a filter byte", () => {
  const pixels = Uint8Array.from([9, 9, 9, 9, 1, 2, 3, 4]);
  const png = pngOf({ count: 2, channels: 1, height: 2, width: 2, pixels }, 1);
  if (png === null) throw new Error("It is there.");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  // IHDR's content begins at 16: width, height, 8 bits, grey.
  expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([2, 2, 8, 0]);
  const length = png.readUInt32BE(33);
  expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([0, 1, 2, 0, 3, 4]);
});

test("planar colours become pixels", () => {
  const pixels = Uint8Array.from([1, 2, 3]);
  const png = pngOf({ count: 1, channels: 3, height: 1, width: 1, pixels }, 0);
  if (png === null) throw new Error("It is there.");
  expect(png[25]).toBe(2);
  expect([...inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))]).toEqual([0, 1, 2, 3]);
});

test("none of an image that is not there, or of two channels", () => {
  const images = { count: 1, channels: 1, height: 1, width: 1, pixels: Uint8Array.from([1]) };
  expect(pngOf(images, 1)).toBeNull();
  expect(pngOf(images, -1)).toBeNull();
  expect(pngOf({ ...images, channels: 2 }, 0)).toBeNull();
});
