import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { writeFileWhole } from "@vmoe-bench/files";
import { sha256 } from "../read/content.ts";
import { readBank } from "./bank.ts";
import { GlyphImages } from "./draw-images.ts";
import { firstOf, glyphSet, packCovers, testImages } from "./glyph-set.ts";

/**
 * Writes the shipped test images anew: `npm run build`, `vmoe-bench setup fonts`, then
 * `node packages/dataset/dist/glyphs/write-tests.js`.
 */
const set = glyphSet("hanzi");
const bank = await readBank(set);
for (const [name, first, faces] of [
  ["test-covers", firstOf.test, "seen"],
  ["unseen-covers", firstOf.unseen, "unseen"],
] as const) {
  const images = new GlyphImages(bank, set.info.classes, faces);
  const packed = packCovers(images.covers(Array.from({ length: testImages }, (_, i) => first + i)));
  const file = fileURLToPath(new URL(`../../data/hanzi/${name}.gz`, import.meta.url));
  await writeFileWhole(file, gzipSync(packed, { level: 9 }));
  process.stdout.write(`${file}: ${sha256(packed)}\n`);
}
