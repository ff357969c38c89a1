import { gather } from "@vmoe-bench/dataset/select";
import { expect, test } from "vitest";
import { channelStatistics } from "./train-images.ts";

test("mean and standard deviation of each channel over all images", () => {
  // Channel 0: 0, 255 → mean 0.5, std 0.5. Channel 1: 51, 51 → 0.2, no spread: the smallest std.
  const pixels = Uint8Array.of(0, 51, 255, 51);
  const images = { count: 2, channels: 2, height: 1, width: 1, pixels };
  const expected = { mean: [0.5, 0.2], std: [0.5, 0.0001] };
  expect(channelStatistics(images)).toEqual(expected);
  const read = (indexes: ArrayLike<number>) => gather(images, indexes).pixels;
  const { pixels: _, ...shape } = images;
  expect(channelStatistics({ ...shape, path: "", read })).toEqual(expected);
});
