// Writes data/hanzi/*.gz from the glyphs in the cache: `npm run build`, `vmoe-bench setup --fonts`,
// then `node packages/dataset/scripts/write-hanzi-tests.js`.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { readBank } from "../dist/glyphs/bank.js";
import { GlyphImages } from "../dist/glyphs/draw-images.js";
import { firstOf } from "../dist/glyphs/first-of.js";
import { glyphSet, testImages } from "../dist/glyphs/glyph-set.js";
import { packCovers } from "../dist/glyphs/packed-covers.js";

const set = glyphSet("hanzi");
const bank = await readBank(set);
for (const [name, first, faces] of [
  ["test-covers", firstOf.test, "seen"],
  ["unseen-covers", firstOf.unseen, "unseen"],
]) {
  const images = new GlyphImages(bank, set.info.classes, faces);
  const packed = packCovers(images.covers(Array.from({ length: testImages }, (_, i) => first + i)));
  const file = new URL(`../data/hanzi/${name}.gz`, import.meta.url);
  const zipped = gzipSync(packed, { level: 9 });
  writeFileSync(file, zipped);
  const sha256 = createHash("sha256").update(packed).digest("hex");
  process.stdout.write(`${name}: ${sha256}, ${zipped.length} bytes\n`);
}
