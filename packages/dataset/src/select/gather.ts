import { KnownError, type RawImages } from "@vmoe-bench/contracts";
import type { StoredImages } from "../stored/run-split.ts";

/**
 * Copies the chosen images, or reads them, in the order of their indexes; an index may come twice.
 * @throws `image-index`
 */
export function gather(
  images: RawImages | Omit<StoredImages, "path">,
  indexes: ArrayLike<number>,
): RawImages {
  const { count, channels, height, width } = images;
  requireIndexes(indexes, count);
  if ("read" in images)
    return { count: indexes.length, channels, height, width, pixels: images.read(indexes) };
  const imageBytes = channels * height * width;
  const pixels = new Uint8Array(indexes.length * imageBytes);
  for (let i = 0; i < indexes.length; i++) {
    const start = (indexes[i] ?? 0) * imageBytes;
    pixels.set(images.pixels.subarray(start, start + imageBytes), i * imageBytes);
  }
  return { count: indexes.length, channels, height, width, pixels };
}

/**
 * @throws `image-index` unless each is a whole number from 0 to count − 1
 */
function requireIndexes(indexes: ArrayLike<number>, count: number): void {
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] ?? NaN;
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw imageIndexError(index, count);
  }
}

/** An image that does not exist. */
export function imageIndexError(index: number, count: number): KnownError {
  return new KnownError(
    "image-index",
    `Image ${index} was asked for, of ${count}.`,
    `Ask for images from 0 to ${count - 1}; check that model, data set and split belong together.`,
  );
}
