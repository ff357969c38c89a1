import { z } from "zod";
import { imageRecipeSchema } from "@vmoe-bench/contracts";

/** Raised when other bytes are written for the same images. */
export const cacheVersion = 2;

const text = z.string().max(10_000);
const count = z.int().nonnegative();

/** `info.json` of decoded images; `images.bin` [count,C,size,size] and `labels.bin` lie beside it. */
export const decodedSetSchema = z.strictObject({
  version: z.literal(cacheVersion),
  /** Of the data set, as records have it. */
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
  /** Of labels.bin and then the SHA-256 of images.bin. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of names.json. */
  namesSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DecodedSet = z.output<typeof decodedSetSchema>;

export const infoFile = "info.json";
/** A JSON array of [count] names of files, below the root. */
export const namesFile = "names.json";
export const imagesFile = "images.bin";
/** [count] of 32-bit little-endian numbers. */
export const labelsFile = "labels.bin";
