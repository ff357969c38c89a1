import { z } from "zod";
import { armSchema, regimeSchema, taskSchema } from "./block.ts";
import { deviceSchema } from "./device.ts";
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

/** `run.json`: what a run set out to do, written before its first block. */
export const runManifestSchema = z.strictObject({
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
  /** Dense twin of each model with experts, by model id: what a ratio is taken against. */
  twins: z.record(z.string(), z.string()),
  blocks: z.array(plannedBlockSchema),
});
export type RunManifest = z.output<typeof runManifestSchema>;
