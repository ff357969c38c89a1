import { imagePixels } from "./draw-glyph.ts";

/** Two pixels a byte, the first in the higher half. */
export function packCovers(covers: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: covers.length / 2 },
    (_, i) => ((covers[2 * i] ?? 0) << 4) | (covers[2 * i + 1] ?? 0),
  );
}

/** @returns [n,32,32], 0 to 15 */
export function unpackCovers(packed: Uint8Array): Uint8Array {
  const covers = new Uint8Array(packed.length * 2);
  for (const [i, byte] of packed.entries()) {
    covers[2 * i] = byte >> 4;
    covers[2 * i + 1] = byte & 15;
  }
  return covers;
}

/** Of one image. */
export const packedBytes = imagePixels / 2;
