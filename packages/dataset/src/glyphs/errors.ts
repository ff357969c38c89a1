import { KnownError } from "@vmoe-bench/contracts";

const setUp = "Get the fonts and make the glyphs with `vmoe-bench setup fonts`.";

/** Fonts that were installed are not there, or hold nothing of what is wanted. */
export function fontFilesError(face: string, folder: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "font-files",
    `${folder} holds no characters of ${face}.`,
    "Start again: the fonts are installed anew. If it stays, the npm registry in use may carry another version.",
    options,
  );
}

/** A class that no font can show. */
export function missingGlyphError(character: string, faceSet: string): KnownError {
  return new KnownError(
    "missing-glyph",
    `None of the ${faceSet} fonts has the character "${character}".`,
    "Leave the class out, or add a font that has it.",
  );
}

/** The glyphs are not in the cache. */
export function noGlyphsError(file: string): KnownError {
  return new KnownError(
    "no-glyphs",
    `The glyphs that training images are made from are not in ${file}.`,
    setUp,
  );
}

/** The glyphs in the cache, or those just made, are not the ones that every machine has. */
export function otherGlyphsError(file: string, problem: string): KnownError {
  return new KnownError("other-glyphs", `${file}: ${problem}.`, `Remove that file. ${setUp}`);
}
