import { z } from "zod";
import { backendIdSchema } from "./backend.ts";
import { precisionSchema, strategySchema } from "./strategy.ts";

/** How much is measured: rule 1 of docs/measurement.md. Times in ms; images and times are per arm. */
export const profileSchema = z.strictObject({
  name: z.enum(["quick", "standard", "sustained"]),
  /** Distinct images that the latency samples go round. */
  images: z.int().positive(),
  /** Timed samples an arm must have in all. */
  minSamples: z.int().positive(),
  minDurationMs: z.number().positive(),
  maxDurationMs: z.number().positive(),
  /** Blocks an arm is cut into, each in a fresh process or page. */
  blocks: z.int().positive(),
});
export type Profile = z.output<typeof profileSchema>;

export const profiles = {
  quick: {
    name: "quick",
    images: 128,
    minSamples: 128,
    minDurationMs: 10_000,
    maxDurationMs: 60_000,
    blocks: 5,
  },
  standard: {
    name: "standard",
    images: 1_024,
    minSamples: 1_024,
    minDurationMs: 60_000,
    maxDurationMs: 600_000,
    blocks: 10,
  },
  sustained: {
    name: "sustained",
    images: 1_024,
    minSamples: 1_024,
    minDurationMs: 600_000,
    maxDurationMs: 1_200_000,
    blocks: 5,
  },
} as const satisfies Record<Profile["name"], Profile>;

const axis = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100);

/** Arms with all of these values are left out. */
const exclusionSchema = z
  .strictObject({
    model: z.string(),
    backend: backendIdSchema,
    strategy: strategySchema,
    precision: precisionSchema,
    expertCap: z.int().positive().nullable(),
    batch: z.int().positive(),
  })
  .partial()
  .refine((rule) => Object.keys(rule).length > 0, "names nothing, and would leave out everything");
export type Exclusion = z.output<typeof exclusionSchema>;

/** Fewer images for a backend that is too slow for all of them, as on an emulated GPU. */
const limitSchema = z.strictObject({
  backend: backendIdSchema,
  /** Distinct images that the latency samples go round; each is run once at least. */
  latencyImages: z.int().positive().optional(),
  accuracyImages: z.int().positive().optional(),
  footprintImages: z.int().nonnegative().optional(),
  proofImages: z.int().nonnegative().optional(),
});

/** What is compared, as data: the product of its axes, less what is excluded. */
export const suiteSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "expected lower-case letters, digits, . _ -"),
  description: z.string(),
  models: axis(z.string()),
  backends: axis(backendIdSchema),
  /** Strategies for models with experts; a dense model always runs as `dense`. */
  strategies: axis(strategySchema.exclude(["dense"])),
  precisions: axis(precisionSchema).default(["float32"]),
  /** Experts held at once under `split-lazy`; null for no limit. */
  expertCaps: axis(z.int().positive().nullable()).default([null]),
  batches: axis(z.int().positive().max(4_096)),
  exclude: z.array(exclusionSchema).max(1_000).default([]),
  limits: z.array(limitSchema).max(100).default([]),
  dataset: z.strictObject({
    name: z.string(),
    split: z.enum(["train", "test"]),
    /** Images that accuracy is measured on, from the first; absent for all of the split. */
    images: z.int().positive().optional(),
  }),
  profile: z.enum(["quick", "standard", "sustained"]),
  /** Images of the memory and cold-start passes; 0 for none. */
  footprintImages: z.int().nonnegative().max(1_024).default(32),
  /** Images that it is proven on which experts ran; 0 for none. */
  proofImages: z.int().nonnegative().max(64).default(0),
  /** B of the accuracy passes. */
  accuracyBatch: z.int().positive().max(4_096).default(64),
  /** Smallest effect that is called a difference (rule 6): 0.05 is 5 %. */
  claimThreshold: z.number().min(0).max(1).default(0.05),
});
export type Suite = z.output<typeof suiteSchema>;
