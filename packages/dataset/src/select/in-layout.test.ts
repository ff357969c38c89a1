import { expect, test } from "vitest";
import { inLayout } from "./model-input.ts";

// Two images of two channels, one row of three pixels: 1 2 3 and 4 5 6, then 7 8 9 and 10 11 12.
const images = {
  dims: [2, 2, 1, 3] as const,
  data: Float32Array.from({ length: 12 }, (_, i) => i + 1),
};

test("channels first stay as they are", () => {
  expect(inLayout(images, "nchw")).toBe(images);
});

test("channels last stand together for each pixel", () => {
  expect(inLayout(images, "nhwc")).toEqual({
    dims: [2, 1, 3, 2],
    data: Float32Array.of(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12),
  });
});
