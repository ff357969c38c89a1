import { z } from "zod";
import { backendIdSchema, placementSchema, strategySchema } from "./backend.ts";

/** One cell of the comparison: what is run, without how long. */
export const armSchema = z.strictObject({
  model: z.string(),
  backend: backendIdSchema,
  strategy: strategySchema,
  batch: z.int().positive(),
  threads: z.int().positive(),
});
export type Arm = z.output<typeof armSchema>;

/** "vmoe-6x64@ort-node/cpu gather b1 t1": one name for an arm, in messages and as a key. */
export function armKey(arm: Arm): string {
  return `${arm.model}@${arm.backend} ${arm.strategy} b${arm.batch} t${arm.threads}`;
}

/** What a host is asked to do with an arm. Accuracy and latency are two modes of one path. */
export const taskSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("latency"),
    /** Positions in the split of the images that the samples go round, batch after batch. */
    imageIndexes: z.array(z.int().nonnegative()).min(1),
    warmUp: z.strictObject({
      minRuns: z.int().positive(),
      maxRuns: z.int().positive(),
      maxMs: z.number().positive(),
    }),
    minSamples: z.int().positive(),
    minMs: z.number().positive(),
    maxMs: z.number().positive(),
  }),
  z.strictObject({
    kind: z.literal("accuracy"),
    /** The first `images` of the split; absent for all. */
    images: z.int().positive().optional(),
  }),
]);
export type Task = z.output<typeof taskSchema>;

/** Everything that a host needs to run one block, as it crosses the border to it. */
export const blockSchema = z.strictObject({
  id: z.string(),
  arm: armSchema,
  task: taskSchema,
  dataset: z.strictObject({
    name: z.string(),
    split: z.enum(["train", "test"]),
    /** A folder to read it from; null for the usual places. */
    dir: z.string().nullable(),
  }),
});
export type Block = z.output<typeof blockSchema>;

const counts = z.number().nonnegative();
const flopsSchema = z.strictObject({
  /** 2 x MAC. */
  macs2: counts,
  /** Elementwise work: bias, residual, scale 1, layer norm 7, softmax 5, GELU 8 an element. */
  elementwise: counts,
});

/** A model's cost per image. Never one FLOP count without naming which. */
export const modelCostSchema = z.strictObject({
  flops: z.strictObject({
    denseEquivalent: flopsSchema,
    active: flopsSchema,
    executed: flopsSchema,
  }),
  parameters: z.strictObject({ total: counts, active: counts }),
  /** Bytes of the weights file. */
  fileBytes: counts,
});
export type ModelCost = z.output<typeof modelCostSchema>;

const experts = z.array(z.array(z.int().nonnegative()));

/** What a completed block found. */
export const measurementSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("latency"),
    placement: placementSchema,
    cost: modelCostSchema,
    /** Load of the model, then the first prediction, in ms: the cold session. */
    loadMs: z.number().nonnegative(),
    firstMs: z.number().nonnegative(),
    warmUp: z.strictObject({
      samplesMs: z.array(z.number().nonnegative()),
      steady: z.boolean(),
    }),
    /** Images of each batch, as positions in the split. Sample i ran batch i mod batches.length. */
    batches: z.array(z.array(z.int().nonnegative())).min(1),
    /** Experts that each batch's images went to, in the same order; empty for a dense model. */
    experts,
    samplesMs: z.array(z.number().nonnegative()).min(1),
  }),
  z.strictObject({
    kind: z.literal("accuracy"),
    placement: placementSchema,
    cost: modelCostSchema,
    /** One an image, in the split's order. */
    labels: z.array(z.int().nonnegative()).min(1),
    predicted: z.array(z.int().nonnegative()).min(1),
    /** Experts an image went to; empty for a dense model. */
    experts,
    /** Of the whole pass, preprocessing outside. */
    imagesPerSecond: z.number().positive(),
  }),
]);
export type Measurement = z.output<typeof measurementSchema>;
export type LatencyMeasurement = Extract<Measurement, { kind: "latency" }>;
export type AccuracyMeasurement = Extract<Measurement, { kind: "accuracy" }>;
