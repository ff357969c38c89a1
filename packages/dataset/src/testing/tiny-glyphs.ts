import type { GlyphBank } from "../glyphs/bank.ts";
import { faces } from "../glyphs/faces.ts";
import { cell } from "../glyphs/rasterise.ts";

/**
 * Two characters: a bar that lies and one that stands, each in every face but where `without` says so.
 */
export function tinyBank(without: (face: number, character: number) => boolean = () => false) {
  const present = new Uint8Array(faces.length * 2);
  const cells = new Uint8Array(new SharedArrayBuffer(present.length * cell * cell));
  for (let f = 0; f < faces.length; f += 1)
    for (let c = 0; c < 2; c += 1) {
      if (without(f, c)) continue;
      const place = f * 2 + c;
      present[place] = 1;
      for (let y = 0; y < cell; y += 1)
        for (let x = 0; x < cell; x += 1) {
          const across = Math.abs((c === 0 ? y : x) - cell / 2) < 4;
          if (across) cells[place * cell * cell + y * cell + x] = 200 + f;
        }
    }
  return { characters: 2, present, cells, sha256: "" } satisfies GlyphBank;
}

export const tinyClasses = ["一", "丨"];
