import { vitConfigSchema } from "@vmoe-bench/contracts";
import { z } from "zod";

/** To a process that trains for its time: JSON, a line a request; a model's first one warms it up. */
export const stepRequestSchema = z.strictObject({
  model: vitConfigSchema,
  batch: z.int().positive(),
  steps: z.int().positive(),
  /** Only of this project: Muon for the blocks' matrices. */
  muon: z.boolean(),
});
export type StepRequest = z.output<typeof stepRequestSchema>;

/** From such a process, PyTorch's too: a line when it is ready. */
const readySchema = z.object({ threads: z.int().positive() });

/** Then a line for each request. */
const stepAnswerSchema = z.strictObject({
  imagesPerSecond: z.number().positive(),
  /** Only of this project: part of the time for reading and augmenting. */
  preparing: z.number().min(0).max(1).optional(),
  /** Only of this project: the least and most tensors after a step. */
  tensors: z.tuple([z.int(), z.int()]).optional(),
});
export type StepAnswer = z.output<typeof stepAnswerSchema>;

export const stepEventSchema = z.union([stepAnswerSchema, readySchema]);
export type StepEvent = z.output<typeof stepEventSchema>;
