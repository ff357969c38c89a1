import { z } from "zod";

/** To a process that analyses samples which it makes up. */
export const analysisRequestSchema = z.strictObject({ samples: z.int().positive() });
export type AnalysisRequest = z.output<typeof analysisRequestSchema>;

/** From it: what that took, and the most memory that it held, samples included. */
export const analysisCostSchema = z.strictObject({
  seconds: z.number(),
  peakBytes: z.number().positive(),
});
export type AnalysisCost = z.output<typeof analysisCostSchema>;
