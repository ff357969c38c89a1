import { z } from "zod";
import { coolingSchema, provenanceSchema, suspensionSchema } from "./provenance.ts";
import { armSchema } from "./arm.ts";
import { taskSchema } from "./block.ts";
import { measurementSchema } from "./measurement.ts";
import { failureSchema } from "./protocol.ts";
import { suiteVersionSchema } from "./suite.ts";

/** 2: records are sealed with a hash of their content. */
export const recordSchemaVersion = 2;

const common = {
  schemaVersion: z.union([z.literal(1), z.literal(recordSchemaVersion)]),
  runId: z.string(),
  /** Records of two major versions of a suite are never compared. */
  suiteVersion: suiteVersionSchema.default("1.0"),
  blockId: z.string(),
  deviceId: z.string(),
  arm: armSchema,
  /** Without its image list, which a completed measurement has. */
  task: z.enum(taskSchema.options.map((option) => option.shape.kind.value)),
  /** Position in the order that the blocks ran in. */
  position: z.int().nonnegative(),
  /** Absent for the first; from 2 on where the earlier ones gave no result. */
  attempt: z.int().min(2).optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
};

/** One block's result: written once, never rewritten. Only `completed` has samples. */
export const recordSchema = z.discriminatedUnion("status", [
  z.strictObject({
    ...common,
    status: z.literal("completed"),
    provenance: provenanceSchema,
    /** Null where the block has no probes. */
    cooling: coolingSchema.nullable().default(null),
    /** Absent where nobody watched. */
    suspension: suspensionSchema.optional(),
    measurement: measurementSchema,
  }),
  z.strictObject({
    ...common,
    status: z.literal("unsupported"),
    reason: z.string(),
    remedy: z.string(),
  }),
  z.strictObject({ ...common, status: z.literal("failed"), failure: failureSchema }),
  z.strictObject({ ...common, status: z.literal("aborted") }),
]);
export type BlockRecord = z.output<typeof recordSchema>;
export type CompletedRecord = Extract<BlockRecord, { status: "completed" }>;

/** The name of a record's file in its run's folder: each attempt has its own. */
export function recordFile({ blockId, attempt }: Pick<BlockRecord, "blockId" | "attempt">): string {
  return attempt === undefined ? `${blockId}.json` : `${blockId}.attempt-${attempt}.json`;
}

/** Whether a block needs no further attempt. What is unsupported is asked once more by a resumed run. */
export function hasResult({ status }: Pick<BlockRecord, "status">): boolean {
  return status === "completed" || status === "unsupported";
}
