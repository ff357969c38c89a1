import { describe, expect, test } from "vitest";
import { normalise } from "./model-input.ts";

/** Two images of two channels, 1x2 pixels. */
const images = {
  count: 2,
  channels: 2,
  height: 1,
  width: 2,
  pixels: Uint8Array.of(0, 255, 51, 102, 255, 0, 153, 204),
};
/** Channel 0: (b/255 - 0.5) / 0.5; channel 1: (b/255 - 0.2) / 0.1. */
const normalisation = { mean: [0.5, 0.2], std: [0.5, 0.1] };
const expected = [-1, 1, 0, 2, 1, -1, 4, 6];

describe("normalise", () => {
  test("gives each channel its own mean and std", () => {
    const { dims, data } = normalise(images, normalisation);
    expect(dims).toEqual([2, 2, 1, 2]);
    expect(data).toHaveLength(8);
    data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
  });

  test("gives a BGR model blue first, with the mean and std of blue first", () => {
    // One image of two pixels: red 255 51, green 102 0, blue 204 153.
    const pixels = Uint8Array.of(255, 51, 102, 0, 204, 153);
    const colour = { count: 1, channels: 3, height: 1, width: 2, pixels };
    const bgr = { mean: [0.2, 0, 0], std: [0.5, 1, 1], channels: "bgr" as const };
    // Blue (0.8 − 0.2) / 0.5 and (0.6 − 0.2) / 0.5; then green, then red.
    const values = [1.2, 0.8, 0.4, 0, 1, 0.2];
    const { data } = normalise(colour, bgr);
    data.forEach((value, i) => expect(value).toBeCloseTo(values[i] ?? NaN, 6));
    const rgb = normalise(colour, { mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" }).data;
    expect(rgb[0]).toBe(1);
    expect(rgb).toEqual(normalise(colour, { mean: [0, 0, 0], std: [1, 1, 1] }).data);
  });

  test("writes into the array it is given, of which it uses as much as it needs", () => {
    const into = new Float32Array(10).fill(9);
    const { data } = normalise(images, normalisation, into);
    expect(data.buffer).toBe(into.buffer);
    expect(data).toEqual(normalise(images, normalisation).data);
    expect([...into.subarray(8)]).toEqual([9, 9]);
  });

  test("refuses an array that is too short", () => {
    expect(() => normalise(images, normalisation, new Float32Array(7))).toThrow(RangeError);
  });

  test("refuses a normalisation for another number of channels", () => {
    expect(() => normalise(images, { mean: [0], std: [1] })).toThrow(
      expect.objectContaining({ code: "channels" }),
    );
  });
});
