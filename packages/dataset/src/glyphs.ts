export { makeBank, bankFile } from "./glyphs/bank.ts";
export { fontPackages } from "./glyphs/faces.ts";
export { glyphSet, glyphSets, isGlyphSet } from "./glyphs/glyph-set.ts";
export { openImageStream } from "./glyphs/stream.ts";
