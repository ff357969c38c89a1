import { Draws } from "./random.ts";
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
