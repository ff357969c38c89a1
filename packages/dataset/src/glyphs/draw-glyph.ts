import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { cell } from "./rasterise.ts";

export const imageSize = 32;
export const imagePixels = imageSize * imageSize;

/** The most that a pixel is covered: 4 bits, so that test images are small files. */
export const fullCover = 15;

/** A character's em square in a cell, in pixels. */
const emInCell = cell / 1.125;

const one = 1 << 16;

/**
 * Turns, scales, stretches, shears and moves a glyph, as the image's index decides, and writes how far
 * it covers each pixel. Sums, products and quotients of doubles alone: every machine gives the same.
 * @param glyph [cell,cell]
 * @param out [32,32] from `start` on, 0 to 15
 */
export function drawGlyph(glyph: Uint8Array, index: number, out: Uint8Array, start: number): void {
  const draws = new Draws(1, index);
  // tan of half of the angle: up to 14° either way.
  const half = draws.between(-0.12, 0.12);
  const [cos, sin] = [(1 - half * half) / (1 + half * half), (2 * half) / (1 + half * half)];
  const scale = emInCell / draws.between(22, 33);
  const stretch = draws.between(0.84, 1.19);
  const shear = draws.between(-0.25, 0.25);
  const [moveX, moveY] = [draws.between(-3, 3), draws.between(-3, 3)];

  // From a pixel of the image to a place in the cell.
  const xx = scale * stretch * cos;
  const xy = (scale / stretch) * (cos * shear + sin);
  const yx = -scale * stretch * sin;
  const yy = (scale / stretch) * (cos - shear * sin);
  const [fromX, fromY] = [0.5 - imageSize / 2 - moveX, 0.5 - imageSize / 2 - moveY];
  const middle = cell / 2 - 0.5;
  const [stepX, stepY] = [fixed(xx), fixed(yx)];
  const [rowX, rowY] = [fixed(xy), fixed(yy)];
  const firstX = fixed(xx * fromX + xy * fromY + middle);
  const firstY = fixed(yx * fromX + yy * fromY + middle);

  let place = start;
  for (let y = 0; y < imageSize; y += 1) {
    let u = firstX + y * rowX;
    let v = firstY + y * rowY;
    for (let x = 0; x < imageSize; x += 1) {
      out[place] = (15 * between(glyph, u, v) + 128) >> 8;
      place += 1;
      u += stepX;
      v += stepY;
    }
  }
}

/** The glyph between its pixels, linearly, at a place in 65536ths of a pixel; 0 outside. */
function between(glyph: Uint8Array, u: number, v: number): number {
  const column = u >> 16;
  const row = v >> 16;
  if (column < 0 || row < 0 || column >= cell - 1 || row >= cell - 1) return 0;
  const at = row * cell + column;
  const [partX, partY] = [(u >> 8) & 255, (v >> 8) & 255];
  const top = (glyph[at] ?? 0) * (256 - partX) + (glyph[at + 1] ?? 0) * partX;
  const bottom = (glyph[at + cell] ?? 0) * (256 - partX) + (glyph[at + cell + 1] ?? 0) * partX;
  return (top * (256 - partY) + bottom * partY) >> 16;
}

function fixed(value: number): number {
  return Math.round(value * one);
}

/** Numbers for one purpose of one image: the same for the same index, whatever was drawn before. */
export class Draws {
  readonly #generator;

  constructor(purpose: number, index: number) {
    this.#generator = xoroshiro128plus(spread(index ^ spread(purpose)));
  }

  /** 32 random bits. */
  word(): number {
    return this.#generator.next() >>> 0;
  }

  /** From 0 to below `count`. */
  below(count: number): number {
    return Math.floor((this.word() / 2 ** 32) * count);
  }

  /** A multiple of 2⁻³² of the way. */
  between(from: number, to: number): number {
    return from + (this.word() / 2 ** 32) * (to - from);
  }
}

/** MurmurHash3's finaliser. */
function spread(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Makes a grey image of how far a glyph covers each pixel: a foreground and a background that differ
 * by 60 to 200 of 255, light that falls off along a line, and noise, as the image's index decides.
 * Integers alone.
 * @param cover [32,32] from `start` on, 0 to 15; overwritten with bytes
 */
export function tone(cover: Uint8Array, index: number, start: number): void {
  const draws = new Draws(2, index);
  const contrast = 60 + draws.below(141);
  const dark = draws.below(256 - contrast);
  const inkIsDark = draws.below(2) === 0;
  const paper = inkIsDark ? dark + contrast : dark;
  const change = inkIsDark ? -contrast : contrast;
  // In 256ths of a grey level: up to 2 levels a pixel in each direction.
  const [fallX, fallY] = [draws.below(1025) - 512, draws.below(1025) - 512];
  const noise = draws.below(33);
  let place = start;
  let bits = 0;
  for (let i = 0; i < imagePixels; i += 1) {
    const x = i % imageSize;
    if ((i & 1) === 0) bits = draws.word();
    // The sum of two bytes: a triangle around 255.
    const sum = (bits & 255) + ((bits >>> 8) & 255);
    bits >>>= 16;
    const ink = Math.floor((change * (cover[place] ?? 0)) / fullCover);
    const light = (fallX * (x - 16) + fallY * ((i >> 5) - 16)) >> 8;
    const grey = paper + ink + light + (((sum - 255) * noise) >> 8);
    cover[place] = grey < 0 ? 0 : grey > 255 ? 255 : grey;
    place += 1;
  }
}
