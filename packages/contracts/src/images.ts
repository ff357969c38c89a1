import { z } from "zod";
import { checkpointInputSchema } from "./model-card.ts";

/** Images as they are stored: one byte a channel value, images one after another in C,H,W order. */
export interface RawImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [count, C, H, W] */
  readonly pixels: Uint8Array;
}

/** What a model says of the pictures that it takes. */
export const modelRecipeSchema = checkpointInputSchema.extend({
  /** C: 3 for RGB, 1 for grey. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Side of the square that the model takes, in pixels. */
  size: z.int().positive().max(4_096),
});
export type ModelRecipe = z.output<typeof modelRecipeSchema>;

/** How a picture becomes a model's input bytes, as timm's evaluation does it before it normalises. */
export const imageRecipeSchema = modelRecipeSchema.extend({
  /**
   * `stored`: pixels as the file has them, as timm and torchvision read them. `exif`: turned as the
   * file's EXIF says. Records that don't say it are older, and their pictures were turned.
   */
  orientation: z.enum(["stored", "exif"]).default("exif"),
});
export type ImageRecipe = z.output<typeof imageRecipeSchema>;

/** What was done to a data set of image files before a run. */
export const decodingSchema = z.strictObject({
  recipe: imageRecipeSchema,
  /** "sharp 0.35.5, libvips 8.18.7" */
  decoder: z.string().max(1_000),
  /** "class folders", "label file", "table" or "tar shards". */
  layout: z.string().max(1_000),
  /** Image files that were found, and those that could not be used and were left out. */
  found: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** SHA-256 of the images' names in the split's order, as a JSON array; older records lack it. */
  namesSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type Decoding = z.output<typeof decodingSchema>;

/** A split's files in its folder, which blocks read, and pages as it lies. */
export const splitFiles = {
  info: "info.json",
  /** [count,C,H,W], a byte a value. */
  images: "images.bin",
  /** [count], a byte each, or two (little-endian) where there are more than 256 classes. */
  labels: "labels.bin",
} as const;

/** `info.json` of a split. */
export const splitInfoSchema = z.strictObject({
  name: z.string(),
  split: z.enum(["train", "test"]),
  count: z.int().positive().max(10_000_000),
  channels: z.int().positive().max(16),
  height: z.int().positive().max(65_536),
  width: z.int().positive().max(65_536),
  /** Class names in label order. */
  classes: z.array(z.string().max(1_000)).min(1).max(65_536),
  /** The data set's. */
  sha256: z.string(),
  /** Absent where the data set is none of image files. */
  decoding: decodingSchema.optional(),
});
export type SplitInfo = z.output<typeof splitInfoSchema>;

/** Sizes of a split's files, in bytes. */
export function splitBytes({ count, channels, height, width, classes }: SplitInfo): {
  readonly images: number;
  readonly labels: number;
} {
  return {
    images: count * channels * height * width,
    labels: count * bytesPerClass(classes.length),
  };
}

export function encodeLabels(labels: ArrayLike<number>, classes: number): Uint8Array {
  const size = bytesPerClass(classes);
  if (size === 1) return Uint8Array.from(labels);
  const bytes = new Uint8Array(size * labels.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < labels.length; i++) view.setUint16(size * i, labels[i] ?? 0, true);
  return bytes;
}

export function decodeLabels(bytes: Uint8Array, classes: number): Uint8Array | Uint16Array {
  const size = bytesPerClass(classes);
  if (size === 1) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint16Array.from({ length: bytes.length / size }, (_, i) =>
    view.getUint16(size * i, true),
  );
}

/** Classes as base64: a byte each, or two, the lower first, where there are more than 256. */
export function encodeClasses(values: ArrayLike<number>, classes: number): string {
  const bytes = bytesPerClass(classes);
  const buffer = Buffer.alloc(values.length * bytes);
  for (let i = 0; i < values.length; i += 1) buffer.writeUIntLE(values[i] ?? 0, i * bytes, bytes);
  return buffer.toString("base64");
}

export function decodeClasses(base64: string, classes: number): number[] {
  const bytes = bytesPerClass(classes);
  const buffer = Buffer.from(base64, "base64");
  return Array.from({ length: buffer.length / bytes }, (_, i) =>
    buffer.readUIntLE(i * bytes, bytes),
  );
}

/** @param classes how many there are, at most 65,536 */
export function bytesPerClass(classes: number): 1 | 2 {
  return classes <= 256 ? 1 : 2;
}
