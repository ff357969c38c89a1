import { expect, test } from "vitest";
import { decodeClasses, encodeClasses } from "./images.ts";

test("up to 256 classes take a byte each, more take two, the lower first", () => {
  // 0x01 0xff, and 0x01 0x00 0xff 0x02.
  expect(encodeClasses([1, 255], 256)).toBe("Af8=");
  expect(encodeClasses([1, 767], 257)).toBe("AQD/Ag==");
  expect(decodeClasses("Af8=", 256)).toEqual([1, 255]);
  expect(decodeClasses("AQD/Ag==", 1_000)).toEqual([1, 767]);
});
