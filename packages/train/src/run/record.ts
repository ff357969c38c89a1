import { normalisationSchema, vitConfigSchema } from "@vmoe-bench/contracts";
import { z } from "zod";
import { epochRecordSchema } from "./epoch-record.ts";

const dataset = z.strictObject({ name: z.string(), split: z.string(), sha256: z.string() });

/** `record.json`: how a model was trained and what came of it. */
export const trainingRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  config: vitConfigSchema,
  /** Whole, with what it left to defaults. */
  recipe: z.json(),
  seed: z.int(),
  epochs: z.int().positive(),
  /** Trained on; `images` of it, and `heldOut` were not. */
  dataset: dataset.extend({ images: z.int(), heldOut: z.int() }),
  normalisation: normalisationSchema,
  curve: z.array(epochRecordSchema),
  /** After the last epoch, on what no model trains on. */
  heldOut: z.strictObject({
    top1: z.number(),
    images: z.int().positive(),
    /** Where each goes to its own super-class's expert; undefined without super-classes, with k > 1 or a gate that weighs. */
    oracleTop1: z.number().optional(),
    /** [E]: part of the images whose first choice an expert is; empty without per-image routing. */
    expertUse: z.array(z.number()),
  }),
  /** Top-1 on the whole test split, once, after the last epoch; not where it was left alone. */
  test: dataset.extend({ top1: z.number(), images: z.int().positive() }).optional(),
  /** Class names; empty for a dense model. */
  superClasses: z.array(z.array(z.string())),
  /** Of the super-classes in the confusion graph. */
  modularity: z.number().optional(),
  /** On the test split; for a V-MoE with super-classes. */
  routerAccuracy: z.number().optional(),
  /** Of all epochs. */
  seconds: z.number(),
});
export type TrainingRecord = z.output<typeof trainingRecordSchema>;
