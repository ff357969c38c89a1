import type { Decoding, RawImages } from "@vmoe-bench/contracts";
import type { SplitName } from "../dataset.ts";

/** Images in a file, of which only those that are asked for come into memory. */
export interface StoredImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Of images.bin, for whom reads it whole. */
  readonly path: string;
  /** @returns [n,C,H,W] of the images at these positions; each position was checked */
  read(indexes: ArrayLike<number>): Uint8Array;
}

/** A split as a run reads it, wherever its images lie. A `Split` is one, too. */
export interface RunSplit {
  readonly info: {
    readonly name: string;
    readonly classes: readonly string[];
    readonly channels: number;
    readonly height: number;
    readonly width: number;
  };
  readonly split: SplitName;
  readonly count: number;
  /** [count], each below `info.classes.length`. */
  readonly labels: ArrayLike<number> & Iterable<number>;
  readonly images: RawImages | StoredImages;
  readonly sha256: string;
  /** Of image files; absent for what is published as pixels. */
  readonly decoding?: Decoding;
  /** [count] names of image files; absent for what is published as pixels. */
  readonly names?: () => readonly string[];
}
