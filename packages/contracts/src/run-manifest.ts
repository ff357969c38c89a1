import { z } from "zod";
import { fromOlderNames } from "./older-names.ts";
import { armSchema, regimeSchema, taskSchema } from "./block.ts";
import { deviceSchema } from "./device.ts";
import { imageRecipeSchema } from "./image-recipe.ts";
import { profileSchema, suiteSchema } from "./suite.ts";

/** One block of a plan, in the order it runs. */
export const plannedBlockSchema = z.strictObject({
  id: z.string(),
  arm: armSchema,
  task: z.enum(taskSchema.options.map((option) => option.shape.kind.value)),
  /** Of a footprint block; null for other tasks, and a cold session in runs of earlier versions. */
  regime: regimeSchema.exclude(["warm"]).nullable().default(null),
});

/** Browsers that this machine may open. */
export const browserSchema = z.enum(["chrome", "firefox"]);
export type BrowserKind = z.output<typeof browserSchema>;

const sha256ByName = z.record(z.string(), z.string());

/** Where a run had its models and data, so that it can go on, and what they were. */
export const sourcesSchema = z.strictObject({
  /** The folder that it was started in: paths of models are seen from there. */
  folder: z.string(),
  /** As the command line said of data, with whole paths. */
  data: z.strictObject({
    dir: z.string().nullable(),
    skipCorrupt: z.boolean(),
    classMap: z.string().nullable(),
    labels: z.string().nullable(),
    labelShift: z.int().nullable(),
    orientation: imageRecipeSchema.shape.orientation,
  }),
  /** SHA-256 by the model's name in the suite, and by data set and split. */
  models: sha256ByName,
  datasets: sha256ByName,
});
export type Sources = z.output<typeof sourcesSchema>;

/** `run.json`: what a run set out to do, written before its first block. */
export const runManifestSchema = z.preprocess(
  fromOlderNames({ twins: "baselines" }),
  z.strictObject({
    schemaVersion: z.literal(1),
    id: z.string(),
    startedAt: z.iso.datetime(),
    /** Of the order of the blocks and the choice of the images. */
    seed: z.int(),
    suite: suiteSchema,
    profile: profileSchema,
    device: deviceSchema,
    /** The command line that makes this run again. */
    command: z.string(),
    /** Which browser runs what needs one; null for a page that came by itself, and in earlier runs. */
    browser: browserSchema.nullable().default(null),
    /** Absent in earlier runs, and in published ones. */
    sources: sourcesSchema.optional(),
    /** Dense baseline of each model with experts, by model id: what a ratio is taken against. */
    baselines: z.record(z.string(), z.string()),
    blocks: z.array(plannedBlockSchema),
  }),
);
export type RunManifest = z.output<typeof runManifestSchema>;
