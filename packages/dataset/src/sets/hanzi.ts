import { fileURLToPath } from "node:url";
import type { DatasetInfo, SplitName } from "../dataset.ts";
import { imagePixels, tone } from "../glyphs/draw-glyph.ts";
import { firstOf, glyphSet, packedBytes, testImages, unpackCovers } from "../glyphs/glyph-set.ts";
import type { ContentFile, DatasetDefinition, Decoded, LoadFile } from "./definition.ts";

const { info } = glyphSet("hanzi");

const shipped = fileURLToPath(new URL("../../data/hanzi", import.meta.url));

/**
 * Test images that are shipped without light and noise, which their index gives again. Those of
 * training are drawn when they are asked for: see `glyphs/stream.ts`.
 */
function hanziDefinition(
  own: Pick<DatasetInfo, "name" | "title" | "splits">,
  first: number,
  file: ContentFile,
): DatasetDefinition {
  const { classes } = info;
  return {
    info: { ...info, ...own },
    folder: "hanzi",
    files: { train: [], test: [file] },
    installed: { train: [], test: [shipped] },
    download: null,
    remedy:
      'Training images of hanzi are drawn from fonts while a recipe with a "stream" is trained: `vmoe-bench setup fonts`, then `vmoe-bench train`.',

    async decode(split: SplitName, load: LoadFile): Promise<Decoded> {
      if (split === "train") throw new RangeError("Training images are in no file.");
      const pixels = unpackCovers((await load(file)).bytes);
      for (let i = 0; i < testImages; i += 1) tone(pixels, first + i, i * imagePixels);
      return {
        pixels,
        labels: Uint16Array.from({ length: testImages }, (_, i) => (first + i) % classes.length),
      };
    },
  };
}

const bytes = testImages * packedBytes;

export const hanzi = hanziDefinition(
  { name: "hanzi", title: "Hanzi", splits: { train: Number.POSITIVE_INFINITY, test: testImages } },
  firstOf.test,
  {
    name: "test-covers",
    bytes,
    sha256: "717703414b91c297ab7eeb8e97171e8c8eb437e030e2114cbe33a36df188b117",
  },
);

/** The same characters in fonts that training never sees. */
export const hanziUnseen = hanziDefinition(
  { name: "hanzi-unseen", title: "Hanzi in unseen fonts", splits: { train: 0, test: testImages } },
  firstOf.unseen,
  {
    name: "unseen-covers",
    bytes,
    sha256: "93e50b06575bc9ccd4b675f51c22673366b57221482258fa2ad478cf392ab13d",
  },
);
