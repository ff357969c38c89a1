import { z } from "zod";
import { modelCostSchema } from "./block.ts";
import { decodingSchema } from "./image-recipe.ts";
import { normalisationSchema } from "./model-card.ts";

/**
 * `about.json` beside a prepared model that a page reads: what its manifest does not say. The bytes
 * that images touch follow from the manifest's config and precision.
 */
export const pageModelSchema = z.strictObject({
  /** Of the model's weights file, for the record. */
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex"),
  /** Of its graph or config alone. */
  graphSha256: z.string().optional(),
  normalisation: normalisationSchema,
  /** Under the strategy that the files are made for. */
  cost: modelCostSchema,
  /** Class names in label order. */
  classes: z.array(z.string().max(1_000)).min(1).max(65_536),
  /** Whether the first of them is a background class, which no image has. */
  background: z.boolean().default(false),
});
export type PageModel = z.output<typeof pageModelSchema>;

/**
 * `info.json` of a split that a page reads. Beside it lie `images.bin`, and `labels.bin` with a byte a
 * label, or two (little-endian) where there are more than 256 classes.
 */
export const pageSplitSchema = z.strictObject({
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
export type PageSplit = z.output<typeof pageSplitSchema>;
