import type { GlyphBank } from "./bank.ts";
import { drawGlyph, Draws, imagePixels, tone } from "./draw-glyph.ts";
import { KnownError } from "@vmoe-bench/contracts";
import { faces, type FaceSet, families } from "./faces.ts";
import { cell } from "./rasterise.ts";

/** Images of a bank's glyphs in the faces of one set. */
export class GlyphImages {
  readonly #bank: GlyphBank;
  /** For each character the faces that have it, font by font. */
  readonly #faces: readonly (readonly (readonly number[])[])[];

  /** @throws `missing-glyph` where no face has a character */
  constructor(bank: GlyphBank, classes: readonly string[], faceSet: FaceSet) {
    this.#bank = bank;
    const fonts = families[faceSet].map(({ font }) =>
      faces.flatMap((face, f) => (face.font === font ? [f] : [])),
    );
    this.#faces = classes.map((character, c) => {
      const own = fonts
        .map((font) => font.filter((f) => bank.present[f * bank.characters + c] === 1))
        .filter((font) => font.length > 0);
      if (own.length === 0) throw missingGlyphError(character, faceSet);
      return own;
    });
  }

  /** Classes take turns, so a thousand images have one of each of a thousand classes. */
  labelOf(index: number): number {
    return index % this.#bank.characters;
  }

  /** @returns [n,32,32], how far each pixel is covered: 0 to 15 */
  covers(indexes: ArrayLike<number>): Uint8Array {
    const out = new Uint8Array(indexes.length * imagePixels);
    for (let i = 0; i < indexes.length; i += 1) this.#cover(indexes[i] ?? 0, out, i * imagePixels);
    return out;
  }

  /** Writes [n,1,32,32] to `out`, or to a new array. */
  read(
    indexes: ArrayLike<number>,
    out: Uint8Array = new Uint8Array(indexes.length * imagePixels),
  ): Uint8Array {
    for (let i = 0; i < indexes.length; i += 1) {
      const index = indexes[i] ?? 0;
      this.#cover(index, out, i * imagePixels);
      tone(out, index, i * imagePixels);
    }
    return out;
  }

  #cover(index: number, out: Uint8Array, start: number): void {
    const draws = new Draws(0, index);
    const label = this.labelOf(index);
    const fonts = this.#faces[label] ?? [];
    const weights = fonts[draws.below(fonts.length)] ?? [];
    const face = weights[draws.below(weights.length)] ?? 0;
    const place = (face * this.#bank.characters + label) * cell * cell;
    drawGlyph(this.#bank.cells.subarray(place, place + cell * cell), index, out, start);
  }
}

/** A class that no font can show. */
function missingGlyphError(character: string, faceSet: string): KnownError {
  return new KnownError(
    "missing-glyph",
    `None of the ${faceSet} fonts has the character "${character}".`,
    "Leave the class out, or add a font that has it.",
  );
}
