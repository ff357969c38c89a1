import { z } from "zod";
import { decodingSchema } from "./images.ts";

/** Where and with what a number was made; null where the system does not say. */
export const provenanceSchema = z.strictObject({
  harness: z.strictObject({
    version: z.string(),
    /** The checkout's, or that an installed package was made from; null where neither says it. */
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    lockfileSha256: z.string().nullable(),
  }),
  system: z.strictObject({
    platform: z.string(),
    release: z.string(),
    arch: z.string(),
    cpu: z.string(),
    /** All that the machine has. */
    cores: z.int().nonnegative(),
    /** That the process may run on; absent where nobody looked, as in pages and earlier records. */
    allowedCores: z.int().positive().optional(),
    /** Cores' worth of time that control groups let it have; null for no limit. */
    cpuQuota: z.number().positive().nullable().optional(),
    memoryBytes: z.number().nonnegative(),
    governor: z.string().nullable(),
    temperatureC: z.number().nullable(),
    load1: z.number().nullable(),
  }),
  runtime: z.strictObject({
    /** node and every version that the backend's probe gave. */
    versions: z.record(z.string(), z.string()),
    adapter: z.string(),
    software: z.boolean(),
    flags: z.array(z.string()),
  }),
  clock: z.strictObject({ name: z.string(), resolutionMs: z.number().positive() }),
  model: z.strictObject({
    sha256: z.string(),
    /** The hash of its graph or config without weights; absent in records of earlier versions. */
    graphSha256: z.string().optional(),
  }),
  dataset: z.strictObject({
    sha256: z.string(),
    /** Absent for data sets that are published as pixels. */
    decoding: decodingSchema.optional(),
  }),
});
export type Provenance = z.output<typeof provenanceSchema>;
/** The part that the host adds to what the runner knows. */
export type HostProvenance = Pick<Provenance, "system" | "runtime" | "clock" | "model" | "dataset">;
export const hostProvenanceSchema = provenanceSchema.omit({ harness: true });

/** The state of the machine at one moment; null where the system does not say. */
export const conditionsSchema = z.strictObject({
  governor: z.string().max(100).nullable(),
  /** The first core's, as it is now. */
  frequencyMHz: z.number().nonnegative().nullable(),
  /** By the zone's name, with its number where two have one name. */
  temperaturesC: z.record(z.string().max(200), z.number()),
  /** Mean number of running processes over the last minute. */
  load1: z.number().nonnegative().nullable(),
  battery: z.strictObject({ level: z.number().min(0).max(1), charging: z.boolean() }).nullable(),
});
export type Conditions = z.output<typeof conditionsSchema>;

/** A fixed piece of work, timed: what the machine gives at that moment (rule 9). */
export const probeReadingSchema = z.strictObject({
  cpuMs: z.number().positive(),
  /** Null where the backend runs on the CPU, or has no such work. */
  gpuMs: z.number().positive().nullable(),
  /** Null where the host reads none. */
  conditions: conditionsSchema.nullable(),
});
export type ProbeReading = z.output<typeof probeReadingSchema>;

/** Right before a block's model is loaded, and right after its last sample. */
export const probesSchema = z.strictObject({
  before: probeReadingSchema,
  after: probeReadingSchema,
});
export type Probes = z.output<typeof probesSchema>;

/** How often a block ran until the machine was not throttled, kept in its record. */
export const coolingSchema = z.strictObject({
  /** Times that it ran again after a cool-down; 3 at most. The last one counts. */
  repeats: z.int().nonnegative().max(3),
  /** The best probes of the run so far, which the block's are compared with. */
  baseline: probeReadingSchema.pick({ cpuMs: true, gpuMs: true }),
  /** A probe took more than 1.10 x its baseline, at the last repeat too. */
  throttled: z.boolean(),
});
export type Cooling = z.output<typeof coolingSchema>;

/** Whether a block stood still while it ran, kept in its record. */
export const suspensionSchema = z.strictObject({
  /** Times that it ran again because it did; 3 at most. The last one counts. */
  repeats: z.int().nonnegative().max(3),
  /** How long it stood still at the last one; 0 for a block that is whole. */
  ms: z.number().nonnegative(),
});
export type Suspension = z.output<typeof suspensionSchema>;
