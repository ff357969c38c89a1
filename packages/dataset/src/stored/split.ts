import {
  checkJson,
  decodeLabels,
  type Decoding,
  encodeLabels,
  KnownError,
  messageOf,
  type RawImages,
  splitBytes,
  splitFiles,
  type SplitInfo,
  splitInfoSchema,
} from "@vmoe-bench/contracts";
import {
  copyFileSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { makeFolderSync } from "@vmoe-bench/files";
import type { SplitName } from "../dataset.ts";

/** Images in a file, of which only those that are asked for come into memory. */
export interface StoredImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The hash of images.bin, for whom reads it whole. */
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
  /** How image files became pixels; absent for what is published as pixels. */
  readonly decoding?: Decoding;
  /** [count] names of image files; absent for what is published as pixels. */
  readonly names?: () => readonly string[];
}

/**
 * Images of a file, [count,C,H,W], of which only those that are asked for come into memory.
 * @param whenShort what is thrown where the file ends before an image does
 */
export function openStoredImages(
  path: string,
  { count, channels, height, width }: Omit<StoredImages, "path" | "read">,
  whenShort: () => Error,
): StoredImages {
  const file = openSync(path, "r");
  const imageBytes = channels * height * width;
  return {
    count,
    channels,
    height,
    width,
    path,
    read(indexes) {
      const pixels = new Uint8Array(indexes.length * imageBytes);
      for (let i = 0; i < indexes.length;) {
        // Neighbours in the file are read at once.
        const first = indexes[i] ?? 0;
        let length = 1;
        while (i + length < indexes.length && indexes[i + length] === first + length) length++;
        const bytes = length * imageBytes;
        if (readSync(file, pixels, i * imageBytes, bytes, first * imageBytes) !== bytes)
          throw whenShort();
        i += length;
      }
      return pixels;
    },
  };
}

/** A split that was written for a run is not there any more, or not whole. */
function brokenSplitError(folder: string, problem: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "broken-split",
    `The images in ${folder} ${problem}.`,
    "Run the suite again: they are written anew.",
    options,
  );
}

/**
 * What a split's folder says of it.
 * @throws `broken-split`
 */
export function readSplitInfo(folder: string): SplitInfo {
  const path = join(folder, splitFiles.info);
  try {
    return checkJson(splitInfoSchema, readFileSync(path, "utf8"), path);
  } catch (error) {
    throw brokenSplitError(folder, `can't be read (${messageOf(error)})`, { cause: error });
  }
}

/**
 * A split in a folder; its images are read when they are asked for.
 * @throws `broken-split` for what is missing or of the wrong size
 */
export function readSplit(folder: string): RunSplit {
  const about = readSplitInfo(folder);
  const { name, split, count, channels, height, width, classes, sha256, decoding } = about;
  const wanted = splitBytes(about);
  const file = join(folder, splitFiles.images);
  const labels = contentOf(folder, () => readFileSync(join(folder, splitFiles.labels)));
  const imageBytes = contentOf(folder, () => statSync(file).size);
  if (labels.length !== wanted.labels || imageBytes !== wanted.images)
    throw brokenSplitError(folder, "are not whole");
  const form = { count, channels, height, width };
  const whenShort = () => brokenSplitError(folder, "became shorter while they were read");
  return {
    info: { name, classes, channels, height, width },
    split,
    count,
    labels: decodeLabels(labels, classes.length),
    images: openStoredImages(file, form, whenShort),
    sha256,
    ...(decoding === undefined ? {} : { decoding }),
  };
}

function contentOf<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw brokenSplitError(folder, `can't be read (${messageOf(error)})`, { cause: error });
  }
}

/** Writes a split as blocks read it. Images that lie in a file already are not written again. */
export function writeSplit(folder: string, data: RunSplit): void {
  const { info, split, count, images, labels, sha256, decoding } = data;
  const { name, channels, height, width } = info;
  const classes = [...info.classes];
  const about = { name, split, count, channels, height, width, classes, sha256, decoding };
  const at = (file: string) => join(folder, file);
  makeFolderSync(folder);
  writeFileSync(at(splitFiles.labels), encodeLabels(labels, classes.length));
  if ("path" in images) place(resolve(images.path), at(splitFiles.images));
  else writeFileSync(at(splitFiles.images), images.pixels);
  writeFileSync(at(splitFiles.info), JSON.stringify(splitInfoSchema.parse(about)));
}

/** A file can't be linked on another disk, and on some systems not even by its path. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    try {
      symlinkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}
