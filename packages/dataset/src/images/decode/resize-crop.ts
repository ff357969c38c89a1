import type { ImageRecipe } from "@vmoe-bench/contracts";
import { coefficientsOf, precisionBits, type Coefficients } from "./coefficients.ts";
import type { Pixels } from "./pixels.ts";

const half = 1 << (precisionBits - 1);

/**
 * Resize of the shortest side, then the centre: bit for bit what torchvision's Resize and CenterCrop
 * make of a Pillow image, or with `cropStart` what Hugging Face's processors do. Only what the crop shows is worked out.
 * @param into [C,size,size]
 */
export function resizeAndCrop(image: Pixels, recipe: ImageRecipe, into: Uint8Array): void {
  const { size, interpolation } = recipe;
  const { width, height, channels } = image;
  const [outWidth, outHeight] = resizedSides(width, height, recipe);
  const start = recipe.cropStart === "floored" ? Math.floor : roundHalfEven;
  const left = start((outWidth - size) / 2);
  const top = start((outHeight - size) / 2);
  const columns =
    outWidth === width ? null : coefficientsOf(interpolation, width, outWidth, left, size);
  const rows =
    outHeight === height ? null : coefficientsOf(interpolation, height, outHeight, top, size);

  const firstRow = rows === null ? top : (rows.starts[0] ?? 0);
  const lastRow =
    rows === null ? top + size : (rows.starts[size - 1] ?? 0) + (rows.counts[size - 1] ?? 0);
  const band = lastRow - firstRow;
  const across = new Uint8Array(band * size * channels);
  if (columns === null) copyColumns(image, left, firstRow, size, across);
  else resampleColumns(image, columns, firstRow, size, across);
  if (rows === null) toPlanes(across, size, channels, into);
  else resampleRows(across, rows, firstRow, size, channels, into);
}

/** Of the whole image, before the crop: torchvision cuts the longer side to a whole number. */
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

function clamp(fixed: number): number {
  const value = fixed >> precisionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function copyColumns(image: Pixels, left: number, firstRow: number, size: number, out: Uint8Array) {
  const { width, channels, data } = image;
  const length = size * channels;
  for (let row = 0; row * length < out.length; row++) {
    const start = ((firstRow + row) * width + left) * channels;
    out.set(data.subarray(start, start + length), row * length);
  }
}

/** [H,W,C] to [rows,size,C] */
function resampleColumns(
  { width, channels, data }: Pixels,
  { starts, counts, weights, width: taps }: Coefficients,
  firstRow: number,
  size: number,
  out: Uint8Array,
): void {
  const length = size * channels;
  for (let row = 0, o = 0; o < out.length; row++, o += length) {
    const base = (firstRow + row) * width;
    for (let x = 0; x < size; x++) {
      const from = (base + (starts[x] ?? 0)) * channels;
      const count = counts[x] ?? 0;
      const w = x * taps;
      if (channels === 1) {
        let sum = half;
        for (let k = 0; k < count; k++) sum += (data[from + k] ?? 0) * (weights[w + k] ?? 0);
        out[o + x] = clamp(sum);
        continue;
      }
      let [r, g, b] = [half, half, half];
      for (let k = 0, i = from; k < count; k++, i += 3) {
        const weight = weights[w + k] ?? 0;
        r += (data[i] ?? 0) * weight;
        g += (data[i + 1] ?? 0) * weight;
        b += (data[i + 2] ?? 0) * weight;
      }
      const at = o + 3 * x;
      out[at] = clamp(r);
      out[at + 1] = clamp(g);
      out[at + 2] = clamp(b);
    }
  }
}

/** [rows,size,C] to [C,size,size] */
function resampleRows(
  across: Uint8Array,
  { starts, counts, weights, width: taps }: Coefficients,
  firstRow: number,
  size: number,
  channels: number,
  out: Uint8Array,
): void {
  const length = size * channels;
  const plane = size * size;
  const sums = new Int32Array(length);
  for (let y = 0; y < size; y++) {
    sums.fill(half);
    const count = counts[y] ?? 0;
    for (let k = 0; k < count; k++) {
      const weight = weights[y * taps + k] ?? 0;
      const from = ((starts[y] ?? 0) - firstRow + k) * length;
      for (let i = 0; i < length; i++) sums[i] = (sums[i] ?? 0) + (across[from + i] ?? 0) * weight;
    }
    for (let c = 0; c < channels; c++)
      for (let x = 0, o = c * plane + y * size, i = c; x < size; x++, i += channels)
        out[o + x] = clamp(sums[i] ?? 0);
  }
}

function toPlanes(across: Uint8Array, size: number, channels: number, out: Uint8Array): void {
  const plane = size * size;
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < plane; i++) out[c * plane + i] = across[i * channels + c] ?? 0;
}
