import { z } from "zod";
import { bytesPerClass } from "./class-bytes.ts";
import { decodingSchema } from "./image-recipe.ts";

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
  /** Of the data set. */
  sha256: z.string(),
  /** Of a data set of image files. */
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
