import { epochRecordSchema } from "../run/epoch.ts";
import { z } from "zod";

/** What a process that trains one model is told, once. */
export const trainCommandSchema = z.strictObject({
  recipeFile: z.string(),
  seed: z.int().nonnegative(),
  resume: z.boolean(),
  heldOutOnly: z.boolean(),
  /** Folders of runs, of the models that come of them and of the small records. */
  out: z.string(),
  models: z.string(),
  records: z.string(),
  /** Folder of the data set, or images in place of it; null for the usual places. */
  data: z.string().nullable(),
  skipCorrupt: z.boolean(),
  /** Image files' label file or table, or "folders"; null for what is found. */
  labels: z.string().nullable(),
  orientation: z.enum(["stored", "exif"]),
  allowDownload: z.boolean(),
  threads: z.int().positive(),
});
export type TrainCommand = z.output<typeof trainCommandSchema>;

const part = z.number().min(0).max(1);

/** What that process says. It ends with `finished`, `failed` or `stopped`. */
export const trainEventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("model"),
    name: z.string(),
    epochs: z.int(),
    epochsDone: z.int(),
  }),
  z.strictObject({
    type: z.literal("step"),
    epoch: z.int(),
    /** Part of the epoch. */
    done: part,
    imagesPerSecond: z.number(),
    loss: z.number(),
    secondsLeft: z.number(),
  }),
  z.strictObject({ type: z.literal("epoch"), record: epochRecordSchema }),
  z.strictObject({
    type: z.literal("super-classes"),
    members: z.array(z.array(z.string())),
    modularity: z.number(),
  }),
  z.strictObject({
    type: z.literal("finished"),
    heldOutTop1: part,
    testTop1: part.nullable(),
    routerAccuracy: part.nullable(),
  }),
  z.strictObject({ type: z.literal("failed"), message: z.string(), remedy: z.string() }),
  z.strictObject({ type: z.literal("stopped") }),
]);
export type TrainEvent = z.output<typeof trainEventSchema>;
export type Finished = Extract<TrainEvent, { type: "finished" }>;
