import { z } from "zod";
import { armSchema, measurementSchema, taskSchema } from "./block.ts";
import { failureSchema } from "./protocol.ts";
import { provenanceSchema } from "./provenance.ts";

export const recordSchemaVersion = 1;

const common = {
  schemaVersion: z.literal(recordSchemaVersion),
  runId: z.string(),
  blockId: z.string(),
  deviceId: z.string(),
  arm: armSchema,
  /** Without its image list, which a completed measurement has. */
  task: z.enum(taskSchema.options.map((option) => option.shape.kind.value)),
  /** Position in the order that the blocks ran in. */
  position: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
};

/** One block's result: written once, never rewritten. Only `completed` has samples. */
export const recordSchema = z.discriminatedUnion("status", [
  z.strictObject({
    ...common,
    status: z.literal("completed"),
    provenance: provenanceSchema,
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
