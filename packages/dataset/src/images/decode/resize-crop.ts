import type { ImageRecipe } from "@vmoe-bench/contracts";
import type { Pixels } from "./pixels.ts";
import { columnsOf, cutOf, moved, rowsOf, usedBy } from "./resample.ts";

/**
 * Resize of the shortest side, then the centre: bit for bit what torchvision's Resize and CenterCrop
 * make of a Pillow image, or with `cropStart` what Hugging Face's processors for Pillow do. Only what the
 * crop shows is worked out.
 * @param into [C,size,size]
 */
export function resizeAndCrop(image: Pixels, recipe: ImageRecipe, into: Uint8Array): void {
  const { size, interpolation } = recipe;
  const { width, height } = image;
  const [outWidth, outHeight] = resizedSides(width, height, recipe);
  const start = recipe.cropStart === "floored" ? Math.floor : roundHalfEven;
  const left = start((outWidth - size) / 2);
  const top = start((outHeight - size) / 2);
  const columns = cutOf(interpolation, width, outWidth, left, size);
  const rows = cutOf(interpolation, height, outHeight, top, size);
  // Each pass rounds to whole values, so their order shows.
  const rowsFirst = shrinksMostInHeight(image, outWidth, outHeight);
  const all = { first: 0, length: size };
  const made = rowsFirst
    ? columnsOf(rowsOf(image, rows, usedBy(columns)), moved(columns), all)
    : rowsOf(columnsOf(image, columns, usedBy(rows)), moved(rows), all);
  toPlanes(made, into);
}

/** Since Pillow 13; before, rows came second for all images. */
function shrinksMostInHeight(
  { width, height }: Pixels,
  outWidth: number,
  outHeight: number,
): boolean {
  return height > outHeight && height - outHeight > 2 * (width - outWidth);
}

/** The whole image's sides before the crop: torchvision cuts the longer side to a whole number. */
function resizedSides(
  width: number,
  height: number,
  { size, cropPart, resize }: ImageRecipe,
): [width: number, height: number] {
  const shortest = Math.floor(size / cropPart);
  if (resize === "squash") return [shortest, shortest];
  return width <= height
    ? [shortest, Math.trunc((shortest * height) / width)]
    : [Math.trunc((shortest * width) / height), shortest];
}

/** As Python's `round`. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** [size,size,C] to [C,size,size] */
function toPlanes({ width, height, channels, data }: Pixels, out: Uint8Array): void {
  const plane = width * height;
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < plane; i++) out[c * plane + i] = data[i * channels + c] ?? 0;
}
