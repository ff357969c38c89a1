import { z } from "zod";
import { checkpointInputSchema } from "./model-card.ts";

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
