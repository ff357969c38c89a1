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
  /** The page's default adapter; null without WebGPU. */
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

/** What came of a block, or of a try of it that was thrown away, as a page shows it. */
export const pageEntrySchema = z.strictObject({
  what: z.string(),
  outcome: z.string(),
  status: z.enum(["completed", "unsupported", "failed", "aborted", "discarded"]),
});
export type PageEntry = z.output<typeof pageEntrySchema>;

/** How far a whole run is; a page counts on from it by its own clock. */
export const runProgressSchema = z.strictObject({
  elapsedMs: z.number().nonnegative(),
  leftMs: z.number().nonnegative(),
  /** Why nothing is measured now; null where something is. */
  pause: z.string().nullable(),
});
export type RunProgress = z.output<typeof runProgressSchema>;

/** The last screen of a page. */
export const pageResultSchema = z.strictObject({
  /** The first is the verdict; the page wraps them. One that begins with two spaces belongs to that before it. */
  lines: z.array(z.string()),
  /** Latency over what it is compared with, and its 95 % interval: one a backend. */
  ratios: z.array(
    z.strictObject({
      name: z.string(),
      ratio: z.number().positive(),
      low: z.number().positive(),
      high: z.number().positive(),
      verdict: z.enum(["faster", "slower", "no-difference", "no-claim"]),
    }),
  ),
});
export type PageResult = z.output<typeof pageResultSchema>;

/** Chosen by the browser once, for all its tabs, and kept over reloads and lost connections. */
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
     * Which event the server expects next: what came before it arrived, and a page that was
     * reloaded counts on from it.
     */
    nextSequence: sequence,
  }),
  z.strictObject({
    type: z.literal("run"),
    block: blockSchema,
  }),
  z.strictObject({ type: z.literal("abort"), blockId: z.string() }),
  z.strictObject({ type: z.literal("acknowledge"), sequence }),
  /** How far the run is, and its entries from the one numbered `from` on; all of them after `hello`. */
  z.strictObject({
    type: z.literal("overview"),
    progress: runProgressSchema,
    from: z.int().nonnegative(),
    entries: z.array(pageEntrySchema),
  }),
  /** Every block has ended, or none will follow. */
  z.strictObject({ type: z.literal("done"), result: pageResultSchema }),
  /** Another version, a wrong order or a wrong form: the connection ends, and a reload may help. */
  z.strictObject({ type: z.literal("refused"), reason: z.string(), remedy: z.string() }),
]);
export type ServerMessage = z.output<typeof serverMessageSchema>;
