import { openSync, readSync } from "node:fs";
import type { StoredImages } from "./run-split.ts";

/**
 * Images of a file, [count,C,H,W], of which only those that are asked for come into memory.
 * @param whenShort what is thrown where the file ends before an image does
 */
export function openStoredImages(
  path: string,
  { count, channels, height, width }: Omit<StoredImages, "path" | "read">,
  whenShort: () => Error,
): StoredImages {
  const file = openSync(path, "r");
  const imageBytes = channels * height * width;
  return {
    count,
    channels,
    height,
    width,
    path,
    read(indexes) {
      const pixels = new Uint8Array(indexes.length * imageBytes);
      for (let i = 0; i < indexes.length;) {
        // Neighbours in the file are read at once.
        const first = indexes[i] ?? 0;
        let length = 1;
        while (i + length < indexes.length && indexes[i + length] === first + length) length++;
        const bytes = length * imageBytes;
        if (readSync(file, pixels, i * imageBytes, bytes, first * imageBytes) !== bytes)
          throw whenShort();
        i += length;
      }
      return pixels;
    },
  };
}
