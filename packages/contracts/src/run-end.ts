import { z } from "zod";

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
