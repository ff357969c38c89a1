import { KnownError } from "@vmoe-bench/contracts";

const setUp = "Get the fonts and make the glyphs with `vmoe-bench setup fonts`.";

/** Fonts that were installed are not there, or hold nothing of what is wanted. */
export class FontFilesError extends KnownError {
  override readonly code = "font-files";

  constructor(face: string, folder: string, options?: ErrorOptions) {
    super(
      `${folder} holds no characters of ${face}.`,
      "Start again: the fonts are installed anew. If it stays, the npm registry in use may carry another version.",
      options,
    );
  }
}

/** A class that no font can show. */
export class MissingGlyphError extends KnownError {
  override readonly code = "missing-glyph";

  constructor(character: string, faceSet: string) {
    super(
      `None of the ${faceSet} fonts has the character "${character}".`,
      "Leave the class out, or add a font that has it.",
    );
  }
}

/** The glyphs are not in the cache. */
export class NoGlyphsError extends KnownError {
  override readonly code = "no-glyphs";

  constructor(file: string) {
    super(`The glyphs that training images are made from are not in ${file}.`, setUp);
  }
}

/** The glyphs in the cache, or those just made, are not the ones that every machine has. */
export class OtherGlyphsError extends KnownError {
  override readonly code = "other-glyphs";

  constructor(file: string, problem: string) {
    super(`${file}: ${problem}.`, `Remove that file. ${setUp}`);
  }
}
