import { z } from "zod";

const part = z.number().min(0).max(1);

/** One point of a training curve. Losses are means over the epoch, accuracies parts of 1. */
export const epochRecordSchema = z.strictObject({
  /** From 1. */
  epoch: z.int().positive(),
  /** L_C + λ·L_g */
  loss: z.number(),
  classLoss: z.number(),
  /** L_g; for a V-MoE. */
  routerLoss: z.number().optional(),
  /** On the augmented images of the epoch, while it went on. */
  trainAccuracy: part,
  heldOutAccuracy: part,
  /** Part of the held-out images whose own super-class the router chose; for a V-MoE. */
  heldOutRouterAccuracy: part.optional(),
  /** While it trained, reading and augmenting included. */
  imagesPerSecond: z.number().positive(),
  /** With the look at the held-out images. */
  seconds: z.number().nonnegative(),
});
export type EpochRecord = z.output<typeof epochRecordSchema>;
