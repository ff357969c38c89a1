import { z } from "zod";
import { fromOlderNames } from "./check.ts";
import { armKey, armSchema } from "./arm.ts";
import { taskSchema } from "./block.ts";
import { regimeSchema } from "./measurement.ts";
import { deviceSchema, profileSchema, suiteSchema } from "./suite.ts";
import { imageRecipeSchema } from "./images.ts";

/** One block of a plan, in the order it runs. */
export const plannedBlockSchema = z.strictObject({
  id: z.string(),
  arm: armSchema,
  task: z.enum(taskSchema.options.map((option) => option.shape.kind.value)),
  /** Null but for a footprint block, and for its cold session in runs of earlier versions. */
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
    /** Decides the order of the blocks and the choice of the images. */
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

/** Why an arm and its baseline were measured for no more rounds. */
export const comparisonEndSchema = z.strictObject({
  /** Keys of the two arms. */
  arm: z.string(),
  baseline: z.string(),
  /** Rounds that both completed. */
  rounds: z.int().nonnegative(),
  /**
   * `narrow`: the interval is as narrow as asked. `clear`: it is not, and the difference is clear.
   * `time`: the profile's longest time of one arm is spent. `budget`: the suite's time is.
   * `rounds`: every planned round ran.
   * `no-result`: one of the arms completes no block, or takes no time that the clock can tell.
   */
  reason: z.enum(["narrow", "clear", "time", "budget", "rounds", "no-result"]),
});
export type ComparisonEnd = z.output<typeof comparisonEndSchema>;

/** `end.json`: why a run ended, written after its last block; once more where a resumed run changed it. */
export const runEndSchema = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  /** Absent for the first; from 2 on where blocks were tried again after it. */
  attempt: z.int().min(2).optional(),
  endedAt: z.iso.datetime(),
  comparisons: z.array(comparisonEndSchema),
  /** Ids of planned blocks that were not needed any more. */
  leftOut: z.array(z.string()),
  /** Those of them that the suite's time did not last for. */
  leftOutForTime: z.array(z.string()).default([]),
});
export type RunEnd = z.output<typeof runEndSchema>;

/** The round of each latency block of a plan, from 0: each round has every arm once. */
export function roundsOf(blocks: RunManifest["blocks"]): Map<string, number> {
  const seen = new Map<string, number>();
  const rounds = new Map<string, number>();
  for (const { id, task, arm } of blocks) {
    if (task !== "latency") continue;
    const round = seen.get(armKey(arm)) ?? 0;
    seen.set(armKey(arm), round + 1);
    rounds.set(id, round);
  }
  return rounds;
}
