import { z } from "zod";
import { armSchema } from "./arm.ts";
import { probeSchema } from "./backend.ts";
import { regimeSchema } from "./measurement.ts";

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
        /** [n,K], for images 0, 1, …; JSON has no number for a masked class. */
        logits: z.array(z.array(z.union([z.number(), z.literal("-Infinity")])).min(1)).min(1),
        /** How far off a logit may be, relative to its image's largest; null where only top-1 is compared. */
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
