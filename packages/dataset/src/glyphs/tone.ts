import { fullCover, imagePixels, imageSize } from "./draw-glyph.ts";
import { Draws } from "./random.ts";

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
