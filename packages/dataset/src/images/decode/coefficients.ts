import type { ImageRecipe } from "@vmoe-bench/contracts";

/** Of Pillow's 8-bit resampling: 32 bits less 8 of a pixel and 2 for overshoot. */
export const precisionBits = 22;

/** Which input pixels an output pixel is made of, and their weights in fixed point. */
export interface Coefficients {
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
export function coefficientsOf(
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
