import { z } from "zod";

/** Beside the model: preprocessed images, float32, one after another. */
export const inputsFile = "inputs.f32";

/** To a cold process: the folder of a prepared model and of its images. */
export const coldRequestSchema = z.strictObject({ folder: z.string() });
export type ColdRequest = z.output<typeof coldRequestSchema>;

/** From a cold process. */
export const coldResultSchema = z.strictObject({
  /** Load and first prediction. */
  coldMs: z.number().positive(),
  /** Resident at most, of the whole process. */
  peakBytes: z.int().positive(),
  bytesRead: z.int().positive(),
});
export type ColdResult = z.output<typeof coldResultSchema>;
