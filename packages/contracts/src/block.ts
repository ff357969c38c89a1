import { z } from "zod";
import { backendIdSchema, placementSchema } from "./backend.ts";
import { precisionSchema, strategySchema } from "./strategy.ts";

/** One cell of the comparison: what is run, without how long. */
export const armSchema = z.strictObject({
  model: z.string(),
  backend: backendIdSchema,
  strategy: strategySchema,
  batch: z.int().positive(),
  threads: z.int().positive(),
  precision: precisionSchema.default("float32"),
  /** Experts held in memory at once under `split-lazy`; null for no limit. */
  expertCap: z.int().positive().nullable().default(null),
});
export type Arm = z.output<typeof armSchema>;

/** "vmoe-6x64@ort-node/cpu gather b1 t1": one name for an arm, in messages and as a key. */
export function armKey(arm: Arm): string {
  const { model, backend, batch, threads, precision } = arm;
  const numbers = precision === "float32" ? "" : ` ${precision}`;
  return `${model}@${backend} ${strategyName(arm)} b${batch} t${threads}${numbers}`;
}

/** "split-lazy", or "split-lazy/2" where two experts are held at most. */
export function strategyName({ strategy, expertCap }: Pick<Arm, "strategy" | "expertCap">): string {
  return expertCap === null ? strategy : `${strategy}/${expertCap}`;
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
  z.strictObject({
    /** Memory, bytes read and cold start: a pass of its own, in a fresh process. */
    kind: z.literal("footprint"),
    /** Run once each, in this order. */
    imageIndexes: z.array(z.int().nonnegative()).min(1),
  }),
  z.strictObject({
    /** Which experts really ran, by the runtime's profile and by poison. */
    kind: z.literal("proof"),
    imageIndexes: z.array(z.int().nonnegative()).min(1),
  }),
]);
export type Task = z.output<typeof taskSchema>;

/** Everything that a host needs to run one block, as it crosses the border to it. */
export const blockSchema = z.strictObject({
  id: z.string(),
  arm: armSchema,
  task: taskSchema,
  /** Where the host finds the arm's prepared model: a folder for a process, a path for a page. */
  files: z.string(),
  dataset: z.strictObject({
    name: z.string(),
    split: z.enum(["train", "test"]),
    /** A folder to read it from; null for the usual places. */
    dir: z.string().nullable(),
  }),
});
export type Block = z.output<typeof blockSchema>;
/** A block before its model's files are made ready. */
export type BlockPlan = Omit<Block, "files">;

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
const bytes = z.int().nonnegative();

/** One way in which it was shown which experts ran; never inferred from what was asked. */
export const proofSchema = z.discriminatedUnion("method", [
  z.strictObject({
    /** Executed FLOPs summed from the runtime's own profile, over all images. */
    method: z.literal("profile"),
    executedMacs2: counts,
    expectedMacs2: counts,
    holds: z.boolean(),
  }),
  z.strictObject({
    /** NaN in every expert that an image does not choose. */
    method: z.literal("poison"),
    /** Images whose output stayed finite and equal bit for bit, of all. */
    untouched: z.int().nonnegative(),
    images: z.int().positive(),
    /** Whether this strategy is to leave them untouched: `all-experts` is not. */
    expected: z.enum(["untouched", "poisoned"]),
    holds: z.boolean(),
  }),
  z.strictObject({
    method: z.literal("none"),
    /** Why a kind of proof could not be made. */
    reason: z.string(),
  }),
]);
export type Proof = z.output<typeof proofSchema>;

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
  z.strictObject({
    kind: z.literal("footprint"),
    placement: placementSchema,
    cost: modelCostSchema,
    /** Until the model is loaded, then its first prediction, in ms. */
    loadMs: z.number().nonnegative(),
    firstMs: z.number().nonnegative(),
    /** Of the whole process: before the model is loaded, and the most until the last image. */
    residentBytes: z.strictObject({ before: bytes, peak: bytes }),
    /** Of the model's files. */
    bytesRead: z.strictObject({ beforeFirst: bytes, total: bytes }),
    /** Weights that the images went through: shared ones and the experts that they hit. */
    touchedBytes: bytes,
    experts,
  }),
  z.strictObject({
    kind: z.literal("proof"),
    placement: placementSchema,
    images: z.int().positive(),
    proofs: z.array(proofSchema).min(1),
  }),
]);
export type Measurement = z.output<typeof measurementSchema>;
export type LatencyMeasurement = Extract<Measurement, { kind: "latency" }>;
export type AccuracyMeasurement = Extract<Measurement, { kind: "accuracy" }>;
export type FootprintMeasurement = Extract<Measurement, { kind: "footprint" }>;
export type ProofMeasurement = Extract<Measurement, { kind: "proof" }>;
