import { z } from "zod";
import { backendIdSchema, placementSchema, probeSchema } from "./backend.ts";
import { probesSchema } from "./noise-probe.ts";
import { scenarioName, scenarioSchema, singleStream } from "./scenario.ts";
import { precisionSchema, strategySchema } from "./strategy.ts";
import { timesSchema } from "./times.ts";

/**
 * What makes an arm a control of the harness (rule 15). `same-again`: the arm once more, compared with
 * itself. `frozen-router`: the router sends every image to expert 0.
 */
export const controlSchema = z.enum(["none", "same-again", "frozen-router"]);
export type Control = z.output<typeof controlSchema>;

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
  /** How queries arrive; only latency tasks look at it. */
  scenario: scenarioSchema.default(singleStream),
  /** "cifar-10/test": the data set and the split; null for the suite's own `dataset`. */
  data: z.string().nullable().default(null),
  control: controlSchema.default("none"),
});
export type Arm = z.output<typeof armSchema>;

/**
 * "vmoe-6x64@ort-node/cpu gather b1 t1 int8 offline": one name for an arm, in messages and as a key.
 * What every arm has unless told is not in it.
 */
export function armKey(arm: Arm): string {
  const { model, backend, batch, threads, precision, scenario, data, control } = arm;
  return [
    `${model}@${backend} ${strategyName(arm)} b${batch} t${threads}`,
    ...(precision === "float32" ? [] : [precision]),
    ...(scenario.kind === "single-stream" ? [] : [scenarioName(scenario)]),
    ...(data === null ? [] : [`on ${data}`]),
    ...(control === "none" ? [] : [control]),
  ].join(" ");
}

/**
 * The arm that a ratio is taken against: the arm itself for `same-again`, else its dense baseline run the
 * same way; undefined for a dense arm.
 * @param baselines dense baseline of each model with experts, by model id
 */
export function baselineOf(
  arm: Arm,
  baselines: Readonly<Record<string, string | undefined>>,
): Arm | undefined {
  if (arm.control === "same-again") return { ...arm, control: "none" };
  const model = baselines[arm.model];
  if (model === undefined) return undefined;
  return { ...arm, model, strategy: "dense", expertCap: null, control: "none" };
}

/** The arm whose accuracy, memory and proofs are this one's, too: they are measured in batches of their own. */
export function apartFromQueries(arm: Arm): Arm {
  const control = arm.control === "same-again" ? "none" : arm.control;
  return { ...arm, batch: 1, scenario: singleStream, control };
}

/** "split-lazy", or "split-lazy/2" where two experts are held at most. */
export function strategyName({ strategy, expertCap }: Pick<Arm, "strategy" | "expertCap">): string {
  return expertCap === null ? strategy : `${strategy}/${expertCap}`;
}

/** Never averaged with each other (rule 2). `warm` is what latency tasks measure. */
export const regimeSchema = z.enum(["first-ever", "cold-session", "warm"]);
export type Regime = z.output<typeof regimeSchema>;

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
    /** When predicting took so long, the pass ends with the images that it has; absent for no end. */
    maxMs: z.number().positive().optional(),
    /** What the reference interpreter says of the first images; null where it was not asked. */
    reference: z
      .strictObject({
        /** Of images 0, 1, …: [n,K]. */
        logits: z.array(z.array(z.number()).min(1)).min(1),
        /** Of a logit, relative to the largest of its image; null where only top-1 is compared. */
        tolerance: z.number().positive().nullable(),
      })
      .nullable()
      .default(null),
  }),
  z.strictObject({
    /** Memory, bytes read and cold start: a pass of its own, in a fresh process. */
    kind: z.literal("footprint"),
    /**
     * `first-ever`: nothing is prepared or cached, and making it ready is measured, too.
     * `cold-session`: what an earlier session left is there.
     */
    regime: regimeSchema.exclude(["warm"]).default("cold-session"),
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
  /** Where it finds the split that it reads, in the same way. */
  images: z.string(),
  /** What the backend found when it looked for its runtime here; absent where the host is to look. */
  probe: probeSchema.optional(),
  dataset: z.strictObject({
    name: z.string(),
    split: z.enum(["train", "test"]),
    /** A folder to read it from; null for the usual places. */
    dir: z.string().nullable(),
  }),
});
export type Block = z.output<typeof blockSchema>;
/** A block before its model's files and its images are made ready. */
export type BlockPlan = Omit<Block, keyof BlockPlaces>;
/** Where a host finds what was made ready. */
export type BlockPlaces = Pick<Block, "files" | "images" | "probe">;

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
    /** Of the whole pass, preprocessing outside. */
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
