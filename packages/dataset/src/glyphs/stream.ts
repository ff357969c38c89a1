import { createHash } from "node:crypto";
import type { RawImages } from "@vmoe-bench/contracts";
import type { DatasetInfo } from "../dataset.ts";
import { readBank } from "./bank.ts";
import { imageSize } from "./draw-glyph.ts";
import { GlyphImages } from "./draw-images.ts";
import { DrawnAhead } from "./drawn-ahead.ts";
import { firstOf, glyphSet, heldOutImages } from "./glyph-set.ts";

/** Goes into the data's hash: another drawing is other data. */
const drawing = 1;

/** Training images without an end: each is made when it is read, the same for the same index. */
export interface ImageStream {
  readonly kind: "stream";
  readonly info: DatasetInfo;
  readonly split: "train";
  /** A hash of the glyphs and of how images are drawn from them. */
  readonly sha256: string;
  readonly labelOf: (index: number) => number;
  readonly images: StreamImages;
  /** Images of the same fonts; training never reads them. */
  readonly heldOut: { readonly images: RawImages; readonly labels: Uint16Array };
}

/** Images from 0 up to below `count`. */
export interface StreamImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** @returns [n,C,H,W] */
  read(indexes: ArrayLike<number>): Uint8Array;
  /** Says which images will be read next, so many at a time, in this order. */
  announce(order: Int32Array, batch: number): void;
}

/**
 * The training images of a set of glyphs.
 * @throws `unknown-name`, `no-glyphs`, `other-glyphs`, `missing-glyph`
 */
export async function openImageStream(name: string): Promise<ImageStream> {
  const set = glyphSet(name);
  const { info } = set;
  const bank = await readBank(set);
  const { classes } = info;
  const glyphs = new GlyphImages(bank, classes, "seen");
  const ahead = new DrawnAhead(glyphs, { bank, classes, faceSet: "seen" });
  const shape = { channels: 1, height: imageSize, width: imageSize };
  const indexes = Int32Array.from({ length: heldOutImages }, (_, i) => firstOf.heldOut + i);
  return {
    kind: "stream",
    info,
    split: "train",
    sha256: createHash("sha256").update(`${bank.sha256} drawing ${drawing}`).digest("hex"),
    labelOf: (index) => glyphs.labelOf(index),
    images: {
      ...shape,
      count: firstOf.heldOut,
      read: (wanted) => ahead.read(wanted),
      announce: (order, batch) => {
        ahead.announce(order, batch);
      },
    },
    heldOut: {
      images: { ...shape, count: heldOutImages, pixels: glyphs.read(indexes) },
      labels: Uint16Array.from(indexes, (index) => glyphs.labelOf(index)),
    },
  };
}
