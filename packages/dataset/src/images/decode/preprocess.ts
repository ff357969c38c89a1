import type { ImageRecipe } from "@vmoe-bench/contracts";
import { decodeImage } from "./decode.ts";
import { withChannels } from "./pixels.ts";
import { resizeAndCrop } from "./resize-crop.ts";

/**
 * An encoded image as a model's input bytes.
 * @returns [C,size,size]
 * @throws BadImageError
 */
export async function preprocess(
  bytes: Uint8Array,
  recipe: ImageRecipe,
): Promise<Uint8Array<ArrayBuffer>> {
  const { channels, size, orientation } = recipe;
  const decoded = await decodeImage(bytes, orientation);
  // Grey stays one channel until it is resized: the same values, a third of the work.
  const image = channels === 1 ? withChannels(decoded, 1) : decoded;
  const pixels = new Uint8Array(channels * size * size);
  const plane = size * size;
  if (image.channels === channels) resizeAndCrop(image, recipe, pixels);
  else {
    resizeAndCrop(image, recipe, pixels.subarray(0, plane));
    for (let c = 1; c < channels; c++) pixels.copyWithin(c * plane, 0, plane);
  }
  return pixels;
}
