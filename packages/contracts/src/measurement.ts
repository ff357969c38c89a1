import { z } from "zod";
import { precisionSchema, strategySchema } from "./axes.ts";
import { probesSchema } from "./provenance.ts";

const exactSchema = z.array(z.number().nonnegative());

/**
 * Times in ms, finite and at least 0. One pass over plain numbers: a record has thousands, and zod's
 * array makes a result of each. It is asked only where something is wrong, for the number and why.
 */
export const timesSchema = z.unknown().transform((value, { issues }): number[] => {
  if (isTimes(value)) return value;
  const { error, data } = exactSchema.safeParse(value);
  for (const { path, message } of error?.issues ?? [])
    issues.push({ code: "custom", path, message, input: value });
  return data ?? z.NEVER;
});

function isTimes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((ms: unknown) => typeof ms === "number" && ms >= 0 && ms < Infinity)
  );
}

/** Never averaged with each other (rule 2). `warm` is what latency tasks measure. */
export const regimeSchema = z.enum(["first-ever", "cold-session", "warm"]);
export type Regime = z.output<typeof regimeSchema>;

/** What really runs, as the runtime states it; never a copy of what was asked for. */
export const placementSchema = z.strictObject({
  runtime: z.string(),
  version: z.string(),
  provider: z.string(),
  threads: z.int().positive(),
  strategy: strategySchema,
  precision: precisionSchema.default("float32"),
  /** Bytes that this runtime loads for the model (graph and weights). */
  artifactBytes: z.int().nonnegative(),
});
export type Placement = z.output<typeof placementSchema>;

const counts = z.number().nonnegative();
const flopsSchema = z.strictObject({
  /** 2 x MAC. */
  macs2: counts,
  /** Elementwise work: bias, residual, scale 1, layer norm 7, softmax 5, GELU 8 an element. */
  elementwise: counts,
});

const knownFlopsSchema = z.strictObject({
  denseEquivalent: flopsSchema,
  active: flopsSchema,
  executed: flopsSchema,
});
export type KnownFlops = z.output<typeof knownFlopsSchema>;

/** A model's cost per image. Never one FLOP count without naming which. */
export const modelCostSchema = z.strictObject({
  flops: z.union([
    knownFlopsSchema,
    /** Operators of a graph made elsewhere that can't be counted: a part of a count is a wrong number. */
    z.strictObject({ unknownOperators: z.array(z.string().max(1_000)).min(1).max(1_000) }),
  ]),
  parameters: z.strictObject({ total: counts, active: counts }),
  /** Bytes of the weights file. */
  fileBytes: counts,
});
export type ModelCost = z.output<typeof modelCostSchema>;

/** The three counts; undefined where an operator can't be counted. */
export function knownFlops({ flops }: Pick<ModelCost, "flops">): KnownFlops | undefined {
  return "unknownOperators" in flops ? undefined : flops;
}

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
    /** Images whose output stayed finite and equal bit for bit, of all that leave an expert unchosen. */
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
      samplesMs: timesSchema,
      steady: z.boolean(),
    }),
    /**
     * Images of each batch, as positions in the split. Sample i ran batch i mod batches.length; offline
     * it ran all of them, and a camera's frame that was not dropped takes the place of a sample.
     */
    batches: z.array(z.array(z.int().nonnegative())).min(1),
    /** Experts that each batch's images went to, in the same order; empty for a dense model. */
    experts,
    /** One a query, in the order that the queries were answered. */
    samplesMs: timesSchema.refine(({ length }) => length > 0, "expected at least one time"),
    /** From the first query's start to the last one's end, in ms; null where it was not kept. */
    elapsedMs: z.number().nonnegative().nullable().default(null),
    /** Frames that came while the queue was full, of all that were due; null without a camera. */
    frames: z
      .strictObject({ due: z.int().positive(), dropped: z.array(z.int().nonnegative()) })
      .nullable()
      .default(null),
    /** Null where the host has no probe. */
    probes: probesSchema.nullable().default(null),
    /** Null where the block did not run in a page; a page that was hidden voids its block (rule 17). */
    page: z.strictObject({ hidden: z.boolean() }).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("accuracy"),
    placement: placementSchema,
    cost: modelCostSchema,
    /** One an image, in the split's order. */
    labels: z.array(z.int().nonnegative()).min(1),
    predicted: z.array(z.int().nonnegative()).min(1),
    /** Among so many classes it chose; null in records of earlier versions. */
    classes: z.int().positive().nullable().default(null),
    /** Experts an image went to; empty for a dense model. */
    experts,
    /** Over the whole pass, preprocessing outside. */
    imagesPerSecond: z.number().positive(),
    /** The outputs beside the reference interpreter's; null where that was not asked for. */
    reference: z
      .strictObject({
        /** Classes that the reference says, of images 0, 1, …. */
        predicted: z.array(z.int().nonnegative()).min(1),
        /** Images with a logit further off than the tolerance. */
        differing: z.int().nonnegative(),
        /** Relative to the largest logit of its image; null where a logit is no number. */
        largestDifference: z.number().nonnegative().nullable(),
        tolerance: z.number().positive().nullable(),
      })
      .nullable()
      .default(null),
  }),
  z.strictObject({
    kind: z.literal("footprint"),
    regime: regimeSchema.exclude(["warm"]).default("cold-session"),
    placement: placementSchema,
    cost: modelCostSchema,
    /** Until the model's files are ready: export, compile, download. Zero where they were already. */
    prepareMs: z.number().nonnegative().default(0),
    /** Until the model is loaded, then its first prediction, in ms. */
    loadMs: z.number().nonnegative(),
    firstMs: z.number().nonnegative(),
    /** The whole process's: before the model is loaded, and the most until the last image. */
    residentBytes: z.strictObject({ before: bytes, peak: bytes }),
    /** Read of the model's files. */
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
