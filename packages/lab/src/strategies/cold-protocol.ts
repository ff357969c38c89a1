import { z } from "zod";

/** To a cold process: the folder of a prepared model and of its images. */
export const coldRequestSchema = z.strictObject({ folder: z.string() });

/** From a cold process. */
export const coldResultSchema = z.strictObject({
  /** Load and first prediction. */
  coldMs: z.number().positive(),
  /** Resident at most, of the whole process. */
  peakBytes: z.int().positive(),
  bytesRead: z.int().positive(),
});
export type ColdResult = z.output<typeof coldResultSchema>;
