export { hasBank, makeBank } from "./glyphs/bank.ts";
export { fontPackages } from "./glyphs/faces.ts";
export { glyphSets, isGlyphSet, type GlyphSet } from "./glyphs/glyph-set.ts";
export { openImageStream } from "./glyphs/stream.ts";
