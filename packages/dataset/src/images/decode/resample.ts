import type { ImageRecipe } from "@vmoe-bench/contracts";
import { coefficientsOf, precisionBits, type Coefficients } from "./coefficients.ts";
import type { Pixels } from "./pixels.ts";

const half = 1 << (precisionBits - 1);

/** Which pixels of a side are wanted, and how each is made of the side's own. */
export type Cut =
  | { readonly kind: "copied"; readonly first: number; readonly length: number }
  | { readonly kind: "resampled"; readonly by: Coefficients; readonly length: number };

export function cutOf(
  interpolation: ImageRecipe["interpolation"],
  input: number,
  output: number,
  first: number,
  length: number,
): Cut {
  return input === output
    ? { kind: "copied", first, length }
    : {
        kind: "resampled",
        by: coefficientsOf(interpolation, input, output, first, length),
        length,
      };
}

export interface Range {
  readonly first: number;
  readonly length: number;
}

/** The pixels of a side that a cut is made of. */
export function usedBy(cut: Cut): Range {
  if (cut.kind === "copied") return cut;
  const { starts, counts } = cut.by;
  const first = starts[0] ?? 0;
  const last = cut.length - 1;
  return { first, length: (starts[last] ?? 0) + (counts[last] ?? 0) - first };
}

/** The same cut of a side that begins where the cut's first pixel is. */
export function moved(cut: Cut): Cut {
  if (cut.kind === "copied") return { ...cut, first: 0 };
  const { first } = usedBy(cut);
  return { ...cut, by: { ...cut.by, starts: cut.by.starts.map((start) => start - first) } };
}

/** @param wanted rows of the image */
export function columnsOf(image: Pixels, cut: Cut, wanted: Range): Pixels {
  const { channels, width, data } = image;
  const made = new Uint8Array(wanted.length * cut.length * channels);
  const from = wanted.first * width * channels;
  const rows = data.subarray(from, from + wanted.length * width * channels);
  if (cut.kind === "copied") copyColumns(rows, image, cut, made);
  else resampleColumns(rows, image, cut.by, cut.length, made);
  return { width: cut.length, height: wanted.length, channels, data: made };
}

/** @param wanted columns of the image */
export function rowsOf(image: Pixels, cut: Cut, wanted: Range): Pixels {
  const { channels, width, data } = image;
  const made = new Uint8Array(cut.length * wanted.length * channels);
  const length = wanted.length * channels;
  for (let y = 0; y < cut.length; y++) {
    const out = made.subarray(y * length, (y + 1) * length);
    const at = (row: number) => (row * width + wanted.first) * channels;
    if (cut.kind === "copied") {
      const from = at(cut.first + y);
      out.set(data.subarray(from, from + length));
    } else resampleRow(data, at, cut.by, y, out);
  }
  return { width: wanted.length, height: cut.length, channels, data: made };
}

function copyColumns(
  rows: Uint8Array,
  { width, channels }: Pixels,
  { first, length }: Range,
  out: Uint8Array,
): void {
  const bytes = length * channels;
  for (let row = 0; row * bytes < out.length; row++) {
    const from = (row * width + first) * channels;
    out.set(rows.subarray(from, from + bytes), row * bytes);
  }
}

/** [H,W,C] to [H,length,C] */
function resampleColumns(
  data: Uint8Array,
  { width, channels }: Pixels,
  { starts, counts, weights, width: taps }: Coefficients,
  length: number,
  out: Uint8Array,
): void {
  const bytes = length * channels;
  for (let row = 0, o = 0; o < out.length; row++, o += bytes) {
    const base = row * width;
    for (let x = 0; x < length; x++) {
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

/**
 * One row of the result.
 * @param at where the wanted columns of a row of the image begin
 */
function resampleRow(
  data: Uint8Array,
  at: (row: number) => number,
  { starts, counts, weights, width: taps }: Coefficients,
  y: number,
  out: Uint8Array,
): void {
  const sums = new Int32Array(out.length).fill(half);
  const count = counts[y] ?? 0;
  for (let k = 0; k < count; k++) {
    const weight = weights[y * taps + k] ?? 0;
    const from = at((starts[y] ?? 0) + k);
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (data[from + i] ?? 0) * weight;
  }
  for (let i = 0; i < out.length; i++) out[i] = clamp(sums[i] ?? 0);
}

function clamp(fixed: number): number {
  const value = fixed >> precisionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
