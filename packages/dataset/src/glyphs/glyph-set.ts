import { unknownNameError } from "@vmoe-bench/contracts";
import type { DatasetInfo } from "../dataset.ts";
import { level1 } from "./level-1.ts";
import { imagePixels } from "./draw-glyph.ts";

/** Characters that fonts show, as a data set: its training images are drawn when they are asked for. */
export interface GlyphSet {
  readonly info: DatasetInfo;
  /** The bank's hash, the same on every machine. */
  readonly bankSha256: string;
}

/** Images of each of the two test sets. */
export const testImages = 10_000;
export const heldOutImages = 20_000;

/** Every 3.755th character of level 1. */
const thousand = Array.from({ length: 1_000 }, (_, i) => level1[Math.floor(i * 3.755)] ?? "");

const common = {
  channels: 1,
  height: 32,
  width: 32,
  licence: "OFL-1.1",
  homepage: "https://fontsource.org",
} as const;

const hanzi: GlyphSet = {
  info: {
    ...common,
    name: "hanzi",
    title: "Hanzi",
    classes: thousand,
    splits: { train: Number.POSITIVE_INFINITY, test: testImages },
  },
  bankSha256: "59db32b0bb89c23992125a9654c6738a23d6d49bb82675d35230eda123f640f5",
};

export const glyphSets: readonly GlyphSet[] = [hanzi];

/** @throws `unknown-name` */
export function glyphSet(name: string): GlyphSet {
  const set = glyphSets.find(({ info }) => info.name === name);
  const known = glyphSets.map(({ info }) => info.name);
  if (set === undefined) throw unknownNameError("set of glyphs", name, known);
  return set;
}

export function isGlyphSet(name: string): boolean {
  return glyphSets.some(({ info }) => info.name === name);
}

/** Indexes of images: what is made of one depends on it alone. Training draws those below. */
export const firstOf = {
  heldOut: 2_000_000_000,
  test: 2_010_000_000,
  unseen: 2_020_000_000,
} as const;

/** Two pixels a byte, the first in the higher half. */
export function packCovers(covers: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: covers.length / 2 },
    (_, i) => ((covers[2 * i] ?? 0) << 4) | (covers[2 * i + 1] ?? 0),
  );
}

/** @returns [n,32,32], 0 to 15 */
export function unpackCovers(packed: Uint8Array): Uint8Array {
  const covers = new Uint8Array(packed.length * 2);
  for (const [i, byte] of packed.entries()) {
    covers[2 * i] = byte >> 4;
    covers[2 * i + 1] = byte & 15;
  }
  return covers;
}

/** What one image takes. */
export const packedBytes = imagePixels / 2;
