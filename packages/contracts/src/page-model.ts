import { z } from "zod";
import { modelCostSchema } from "./block.ts";
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
