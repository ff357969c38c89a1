import type { ImageRecipe } from "@vmoe-bench/contracts";
import type { Pixels } from "./pixels.ts";

/** The fraction of Pillow's 8-bit resampling: 32 bits less 8 of a pixel and 2 for overshoot. */
const precisionBits = 22;
const half = 1 << (precisionBits - 1);

/** Which pixels of a side are wanted, and how each is made of the side's own. */
type Cut =
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

interface Range {
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

/** Which input pixels an output pixel is made of, and their weights in fixed point. */
interface Coefficients {
  /** First input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** Input pixels of each output pixel. */
  readonly counts: Int32Array;
  /** `width` weights for each output pixel; those after its count are 0. */
  readonly weights: Int32Array;
  readonly width: number;
}

interface Filter {
  /** In input pixels at scale 1. */
  readonly support: number;
  readonly at: (x: number) => number;
}

const filters: Readonly<Record<Exclude<ImageRecipe["interpolation"], "nearest">, Filter>> = {
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: cubic },
  lanczos: { support: 3, at: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** One whole input pixel for each; Pillow adds the scale up, which rounds otherwise than a product. */
function nearestOf(scale: number, first: number, length: number): Coefficients {
  const starts = new Int32Array(length);
  let at = scale * 0.5;
  for (let i = 0; i < first + length; i++, at += scale)
    if (i >= first) starts[i - first] = Math.trunc(at);
  const counts = new Int32Array(length).fill(1);
  const weights = new Int32Array(length).fill(2 ** precisionBits);
  return { starts, counts, weights, width: 1 };
}

/** Keys' cubic with a = −0.5, as Pillow's. */
function cubic(value: number): number {
  const a = -0.5;
  const x = Math.abs(value);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/**
 * Weights of a resize of one side, of which `length` pixels from `first` on are wanted. Widened when
 * it shrinks (antialiased), and rounded to fixed point as Pillow's 8-bit resampling does.
 */
function coefficientsOf(
  interpolation: ImageRecipe["interpolation"],
  input: number,
  output: number,
  first: number,
  length: number,
): Coefficients {
  const scale = input / output;
  if (interpolation === "nearest") return nearestOf(scale, first, length);
  const filter = filters[interpolation];
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const width = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(length);
  const counts = new Int32Array(length);
  const weights = new Int32Array(length * width);
  for (let i = 0; i < length; i++) {
    const centre = (first + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(input, Math.trunc(centre + support + 0.5)) - start;
    const real = Array.from({ length: count }, (_, k) =>
      filter.at((k + start - centre + 0.5) * (1 / stretch)),
    );
    const sum = real.reduce((a, b) => a + b, 0);
    starts[i] = start;
    counts[i] = count;
    for (const [k, weight] of real.entries()) {
      const fixed = (sum === 0 ? weight : weight * (1 / sum)) * 2 ** precisionBits;
      weights[i * width + k] = Math.trunc(fixed + (fixed < 0 ? -0.5 : 0.5));
    }
  }
  return { starts, counts, weights, width };
}
