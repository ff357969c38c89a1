import { z } from "zod";
import { decodingSchema } from "./image-recipe.ts";

/** Where and with what a number was made; null where the system does not say. */
export const provenanceSchema = z.strictObject({
  harness: z.strictObject({
    version: z.string(),
    /** Of the checkout, or what an installed package was made from; null where neither says it. */
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    lockfileSha256: z.string().nullable(),
  }),
  system: z.strictObject({
    platform: z.string(),
    release: z.string(),
    arch: z.string(),
    cpu: z.string(),
    /** Of the machine. */
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
    /** Of its graph or config alone, without weights; absent in records of earlier versions. */
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
