import { z } from "zod";
import { blockSchema } from "./block.ts";
import { eventSchema, protocolVersion } from "./protocol.ts";

/** What a page finds out about the browser and the machine that it is on; null where neither says. */
export const pageProfileSchema = z.strictObject({
  userAgent: z.string().max(1_000),
  /** From user agent client hints. */
  platform: z.string().max(200).nullable(),
  model: z.string().max(200).nullable(),
  mobile: z.boolean().nullable(),
  cores: z.int().positive().max(4_096).nullable(),
  /** As `navigator.deviceMemory` rounds it. */
  memoryGb: z.number().positive().max(65_536).nullable(),
  screen: z.strictObject({
    width: z.int().nonnegative(),
    height: z.int().nonnegative(),
    pixelRatio: z.number().positive(),
  }),
  battery: z.strictObject({ level: z.number().min(0).max(1), charging: z.boolean() }).nullable(),
  /** Of the page's default adapter; null without WebGPU. */
  webgpu: z
    .strictObject({
      vendor: z.string().max(200),
      architecture: z.string().max(200),
      description: z.string().max(1_000),
      software: z.boolean(),
    })
    .nullable(),
  wasm: z.strictObject({ simd: z.boolean(), threads: z.boolean() }),
  crossOriginIsolated: z.boolean(),
  clockResolutionMs: z.number().positive(),
});
export type PageProfile = z.output<typeof pageProfileSchema>;

/** Chosen by the page once and kept over reloads and lost connections. */
const session = z.uuid();
/** Counts a session's events from 0 on; one that comes again is told by it. */
const sequence = z.int().nonnegative();

/** Page to server, as JSON. The first is `hello`; anything else before it ends the connection. */
export const pageMessageSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    protocol: z.literal(protocolVersion),
    session,
    profile: pageProfileSchema,
    /**
     * The block that the page is in the middle of, or whose end was not acknowledged, after a lost
     * connection; null for a page that is new or was reloaded.
     */
    runningBlock: z.string().nullable(),
  }),
  /** Kept by the page, and sent again after a lost connection, until it is acknowledged. */
  z.strictObject({ type: z.literal("event"), sequence, blockId: z.string(), event: eventSchema }),
]);
export type PageMessage = z.output<typeof pageMessageSchema>;

/** Server to page, as JSON. */
export const serverMessageSchema = z.discriminatedUnion("type", [
  /** Answers `hello`; the page may start. */
  z.strictObject({
    type: z.literal("welcome"),
    protocol: z.literal(protocolVersion),
    deviceId: z.string(),
    deviceName: z.string(),
    /**
     * Of the next event that the server expects: what came before it arrived, and a page that was
     * reloaded counts on from it.
     */
    nextSequence: sequence,
  }),
  z.strictObject({
    type: z.literal("run"),
    block: blockSchema,
    /** From 1. */
    position: z.int().positive(),
    blocks: z.int().positive(),
  }),
  z.strictObject({ type: z.literal("abort"), blockId: z.string() }),
  z.strictObject({ type: z.literal("acknowledge"), sequence }),
  /** Every block has ended: what the page shows, as lines of text. */
  z.strictObject({ type: z.literal("done"), lines: z.array(z.string()) }),
  /** Another version, a wrong order or a wrong form: the connection ends, and a reload may help. */
  z.strictObject({ type: z.literal("refused"), reason: z.string(), remedy: z.string() }),
]);
export type ServerMessage = z.output<typeof serverMessageSchema>;
