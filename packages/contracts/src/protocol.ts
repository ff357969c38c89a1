import { z } from "zod";
import { blockSchema, measurementSchema } from "./block.ts";
import { hostProvenanceSchema } from "./provenance.ts";

/** Both sides refuse another version. */
export const protocolVersion = 3;

/** Runner to host. */
export const commandSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("run"),
    protocol: z.literal(protocolVersion),
    block: blockSchema,
  }),
]);
export type Command = z.output<typeof commandSchema>;

export const failureSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});
export type Failure = z.output<typeof failureSchema>;

/** Host to runner. The last message of a block is `completed`, `unsupported` or `failed`. */
export const eventSchema = z.discriminatedUnion("type", [
  /** The host is up, the model is loaded, and this is where it really runs. */
  z.strictObject({ type: z.literal("started"), provenance: hostProvenanceSchema }),
  z.strictObject({
    type: z.literal("progress"),
    /** In units of the task: ms measured, or images predicted. */
    done: z.number().nonnegative(),
    total: z.number().positive(),
  }),
  /** Streamed while they are taken, so that what a host measured before it died is known. */
  z.strictObject({
    type: z.literal("samples"),
    /** Timed samples since the last such event, in ms. */
    samplesMs: z.array(z.number().nonnegative()).min(1).max(100_000),
  }),
  z.strictObject({
    type: z.literal("predictions"),
    /** Classes predicted since the last such event, in the split's order. */
    predicted: z.array(z.int().nonnegative()).min(1).max(100_000),
  }),
  z.strictObject({
    type: z.literal("completed"),
    measurement: measurementSchema,
    /** How long the block stood still: a stopped process, a sleeping machine. Absent where nobody watched. */
    suspendedMs: z.number().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal("unsupported"), reason: z.string(), remedy: z.string() }),
  z.strictObject({ type: z.literal("failed"), failure: failureSchema }),
]);
export type HostEvent = z.output<typeof eventSchema>;

/** The last event of a block. */
export type EndEvent = Extract<HostEvent, { type: "completed" | "unsupported" | "failed" }>;

export function isEnd(event: HostEvent): event is EndEvent {
  return event.type === "completed" || event.type === "unsupported" || event.type === "failed";
}
