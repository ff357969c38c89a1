import { z } from "zod";
import { type Block, blockSchema } from "./block.ts";
import { measurementSchema } from "./measurement.ts";
import { hostProvenanceSchema } from "./provenance.ts";
import { KnownError, messageOf } from "./errors.ts";
import { UnsupportedError } from "./backend.ts";

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

// As browsers, Emscripten and ONNX Runtime word it.
const outOfMemory =
  /out of memory|allocation failed|could not allocate|failed to allocate|bad_alloc|Cannot enlarge memory|\bOOM\b/i;
const deviceLost = /device (is|was) lost|device lost|DEVICE_LOST/i;

/** How a block ends that threw. */
export function endOf(error: unknown): Exclude<EndEvent, { type: "completed" }> {
  if (error instanceof UnsupportedError)
    return { type: "unsupported", reason: error.message, remedy: error.remedy };
  return { type: "failed", failure: failureOf(error) };
}

/**
 * A lack of memory and a lost GPU are told by their words. An unknown error keeps its stack: it is our
 * bug, and the record is where it is looked for.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof KnownError) {
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
  const said = messageOf(error);
  if (outOfMemory.test(said))
    return {
      code: "out-of-memory",
      message: `The block ran out of memory: ${said}.`,
      remedy: "Use a smaller batch or model, or a device with more memory.",
    };
  if (deviceLost.test(said))
    return {
      code: "device-lost",
      message: `The WebGPU device was lost: ${said}.`,
      remedy: "Run it again; if it is lost again, use a smaller model, or another backend.",
    };
  const detail = error instanceof Error ? withMessage(error) : said;
  return {
    code: "bug",
    message: `The block ended with an unexpected error: ${detail}`,
    remedy: "This is a bug in vmoe-bench: please report it with this record.",
  };
}

/** Chromium and Node begin a stack with the message; Firefox and Safari leave it out. */
function withMessage({ stack = "", message }: Error): string {
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}

/** How a block ended, as the host saw it; a crash and a time limit are failures with a code. */
export type BlockEnd = EndEvent | { readonly type: "aborted" };

/** Where blocks run: each in a fresh process or page, with the sampling loop inside it. */
export interface Host {
  /**
   * Runs one block to its end. Never rejects for what the block did: a crash, a hang or lack of
   * memory is a `failed` end.
   * @param onEvent every event as it comes, the last one included
   * @param signal aborts the block, which then ends as `aborted`
   */
  run(block: Block, onEvent: (event: HostEvent) => void, signal: AbortSignal): Promise<BlockEnd>;
}
