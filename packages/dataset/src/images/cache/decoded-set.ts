import { z } from "zod";
import { checkJson, imageRecipeSchema, KnownError, messageOf } from "@vmoe-bench/contracts";
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { BrokenDecodedError } from "../../errors/cache-errors.ts";
import { openStoredImages, type StoredImages } from "../../stored/split.ts";

/** Raised when other bytes are written for the same images. */
export const cacheVersion = 2;

const text = z.string().max(10_000);
const count = z.int().nonnegative();

/** `info.json` of decoded images; `images.bin` [count,C,size,size] and `labels.bin` lie beside it. */
const decodedSetSchema = z.strictObject({
  version: z.literal(cacheVersion),
  /** The data set's, as records have it. */
  name: text,
  split: z.enum(["train", "test"]),
  count: z.int().positive(),
  /** In label order; null where labels are the model's own numbers. */
  classes: z.array(text).max(100_000).nullable(),
  recipe: imageRecipeSchema,
  /** "sharp 0.35.5, libvips 8.18.7" */
  decoder: text,
  /** Where the images were found, for people. */
  root: text,
  layout: text,
  /** Images that were left out, of all that were found. */
  found: count,
  skipped: z.array(z.strictObject({ name: text, problem: text })).max(1_000),
  skippedCount: count,
  /** The hash of labels.bin and then of the SHA-256 of images.bin. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The hash of names.json. */
  namesSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DecodedSet = z.output<typeof decodedSetSchema>;

export const infoFile = "info.json";
/** A JSON array of [count] names of files, below the root. */
export const namesFile = "names.json";
export const imagesFile = "images.bin";
/** [count] of 32-bit little-endian numbers. */
export const labelsFile = "labels.bin";

/** Read at once where all are read, in bytes. */
const pieceBytes = 2 ** 20;

/** Decoded images of a data set, with its own labels. */
export interface DecodedImages {
  readonly folder: string;
  readonly about: DecodedSet;
  /** [count] */
  readonly labels: Uint32Array;
  /**
   * [count] names of files, read when they are asked for.
   * @throws BrokenDecodedError
   */
  readonly names: () => readonly string[];
  readonly images: StoredImages;
}

/**
 * @throws BrokenDecodedError for what is missing, of the wrong size or of another version
 */
export function readDecoded(folder: string): DecodedImages {
  try {
    const info = join(folder, infoFile);
    const about = checkJson(decodedSetSchema, readFileSync(info, "utf8"), info);
    const { count, recipe } = about;
    const { channels, size } = recipe;
    const imageBytes = channels * size * size;
    const path = join(folder, imagesFile);
    const bytes = readFileSync(join(folder, labelsFile));
    if (bytes.length !== 4 * count || statSync(path).size !== count * imageBytes)
      throw new BrokenDecodedError(folder, "are not whole");
    const labels = Uint32Array.from({ length: count }, (_, i) => bytes.readUInt32LE(4 * i));
    const form = { count, channels, height: size, width: size };
    const whenShort = () => new BrokenDecodedError(folder, "became shorter while they were read");
    const images = openStoredImages(path, form, whenShort);
    return { folder, about, labels, names: () => readNames(folder, about), images };
  } catch (error) {
    if (error instanceof BrokenDecodedError) throw error;
    const problem = error instanceof KnownError ? "have a broken info.json" : messageOf(error);
    throw new BrokenDecodedError(folder, `can't be read (${problem})`);
  }
}

function readNames(folder: string, { count, namesSha256 }: DecodedSet): readonly string[] {
  const path = join(folder, namesFile);
  try {
    const text = readFileSync(path, "utf8");
    const same = createHash("sha256").update(text).digest("hex") === namesSha256;
    if (same) return checkJson(z.array(z.string()).length(count), text, path);
  } catch (error) {
    throw new BrokenDecodedError(folder, `have no names (${messageOf(error)})`);
  }
  throw new BrokenDecodedError(folder, "have other names than those that were made");
}

/**
 * Reads all of them once: what was changed since has the same size, and another accuracy.
 * @throws BrokenDecodedError where they are not what their SHA-256 says, and the signal's reason
 */
export async function requireUnchanged(
  { folder, about, images }: DecodedImages,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pixels = createHash("sha256");
  for await (const piece of createReadStream(images.path, { highWaterMark: pieceBytes })) {
    signal?.throwIfAborted();
    pixels.update(piece);
  }
  const labels = readFileSync(join(folder, labelsFile));
  const sha256 = createHash("sha256").update(labels).update(pixels.digest()).digest("hex");
  if (sha256 !== about.sha256) throw new BrokenDecodedError(folder, "are not those that were made");
}

/** Marks them as used now, so that others are removed before them. */
export function touchDecoded(folder: string): void {
  const now = new Date();
  utimesSync(join(folder, infoFile), now, now);
}
