import { z } from "zod";
import { backendIdSchema } from "./backend.ts";
import { controlSchema } from "./arm.ts";
import { precisionSchema, strategySchema, suiteScenarioSchema } from "./axes.ts";
import { pageProfileSchema } from "./page-protocol.ts";

/** How much is measured: rule 1 of docs/measurement.md. Times in ms; images and times are per arm. */
export const profileSchema = z.strictObject({
  name: z.enum(["quick", "standard", "sustained"]),
  /** Distinct images that the latency samples go round. */
  images: z.int().positive(),
  /** Timed samples an arm must have in all. */
  minSamples: z.int().positive(),
  minDurationMs: z.number().positive(),
  maxDurationMs: z.number().positive(),
  /** Blocks that the least time of an arm is cut into, each in a fresh process or page. */
  blocks: z.int().positive(),
  /**
   * Blocks that an arm gets at most where its interval stays wider than asked; null for no more than
   * `blocks`. `maxDurationMs` ends it earlier.
   */
  maxBlocks: z.int().positive().max(1_000).nullable().default(null),
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
    maxBlocks: 30,
  },
  standard: {
    name: "standard",
    images: 1_024,
    minSamples: 1_024,
    minDurationMs: 60_000,
    maxDurationMs: 600_000,
    blocks: 10,
    maxBlocks: 100,
  },
  sustained: {
    name: "sustained",
    images: 1_024,
    minSamples: 1_024,
    minDurationMs: 600_000,
    maxDurationMs: 1_200_000,
    blocks: 5,
    maxBlocks: 10,
  },
} as const satisfies Record<Profile["name"], Profile>;

const axis = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100);

/** "1.0": another first number for a suite whose results are not to be compared with the older ones. */
export const suiteVersionSchema = z.string().regex(/^\d{1,6}\.\d{1,6}$/, 'expected as "1.0"');

const datasetSchema = z.strictObject({
  name: z.string(),
  split: z.enum(["train", "test"]),
  /** Images that accuracy is measured on, from the first; absent for all of the split. */
  images: z.int().positive().optional(),
});

/** "cifar-10/test", as in `Arm.data`. */
export function dataKey({
  name,
  split,
}: {
  readonly name: string;
  readonly split: string;
}): string {
  return `${name}/${split}`;
}

/** Arms with all of these values are left out. */
const exclusionSchema = z
  .strictObject({
    model: z.string(),
    backend: backendIdSchema,
    strategy: strategySchema,
    precision: precisionSchema,
    expertCap: z.int().positive().nullable(),
    batch: z.int().positive(),
    threads: z.int().positive(),
    scenario: suiteScenarioSchema,
    data: z.string().nullable(),
    control: controlSchema,
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
  version: suiteVersionSchema.default("1.0"),
  description: z.string(),
  models: axis(z.string()),
  backends: axis(backendIdSchema),
  /** Strategies for models with experts; a dense model always runs as `dense`. */
  strategies: axis(strategySchema.exclude(["dense"])),
  precisions: axis(precisionSchema).default(["float32"]),
  /** Experts held at once under `split-lazy`; null for no limit. */
  expertCaps: axis(z.int().positive().nullable()).default([null]),
  batches: axis(z.int().positive().max(4_096)),
  /** Intra-op threads; the device's where they are not named. */
  threads: axis(z.int().positive().max(1_024)).optional(),
  /** `single-stream` for a batch of 1 and `multi-stream` for others where none is named. */
  scenarios: axis(suiteScenarioSchema).optional(),
  /** Controls that run beside the arms (rule 15). */
  controls: z
    .array(controlSchema.exclude(["none"]))
    .max(2)
    .default([]),
  exclude: z.array(exclusionSchema).max(1_000).default([]),
  limits: z.array(limitSchema).max(100).default([]),
  /** Only these arms, by their keys, and the dense baselines that they are compared with; empty for all. */
  only: z.array(z.string().max(1_000)).max(1_000).default([]),
  dataset: datasetSchema,
  /** Data sets beside `dataset`; each model runs on those that it fits. */
  moreDatasets: z.array(datasetSchema).max(100).default([]),
  profile: z.enum(["quick", "standard", "sustained"]),
  /** Images of the memory and cold-start passes; 0 for none. */
  footprintImages: z.int().nonnegative().max(1_024).default(32),
  /** Images that it is proven on which experts ran; 0 for none. */
  proofImages: z.int().nonnegative().max(64).default(0),
  /** Whether starts with nothing prepared are measured, beside cold sessions. */
  firstEver: z.boolean().default(false),
  /** Whether what emulates its hardware is measured, too; else its arms are unsupported. */
  software: z.boolean().default(false),
  /** Images whose outputs are compared with the reference interpreter's (rule 12); 0 for none. */
  referenceImages: z.int().nonnegative().max(1_024).default(32),
  /** B of the accuracy passes. */
  accuracyBatch: z.int().positive().max(4_096).default(64),
  /** Smallest effect that is called a difference (rule 6): 0.05 is 5 %. */
  claimThreshold: z.number().min(0).max(1).default(0.05),
  /** Pause before a block of a throttled machine runs again (rule 9); 0 to keep what it measured. */
  coolDownSeconds: z.number().min(0).max(3_600).default(10),
  /**
   * Longest time of a whole run, from its first block; null for as long as it takes. What a run of
   * more than a week measures is no one machine any more.
   */
  budgetSeconds: z.number().min(1).max(604_800).nullable().default(null),
  /** A ratio is measured until its 95 % interval is within this much of it on both sides, as a mean. */
  ratioHalfWidth: z.number().min(0.001).max(1).default(0.02),
});
export type Suite = z.output<typeof suiteSchema>;

/** One file in `devices/`: the machine and how it is used; different values never share a table row. */
export const deviceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "expected lower-case letters, digits, . _ -"),
  name: z.string().min(1).max(200),
  /** Anything that a reader of the table should know: cooling, power, shared machine. */
  notes: z.string().max(2_000).default(""),
  /** Intra-op threads of every backend that has any. */
  threads: z.int().positive().max(1_024),
  /** The page that stands for the device; null where blocks run in processes. */
  browser: pageProfileSchema.nullable().default(null),
});
export type Device = z.output<typeof deviceSchema>;
