import { z } from "zod";
import { pageProfileSchema } from "./page-protocol.ts";

/** One file in `devices/`: the machine and how it is used; different values never share a table row. */
export const deviceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "expected lower-case letters, digits, . _ -"),
  name: z.string().min(1).max(200),
  /** Anything that a reader of the table should know: cooling, power, shared machine. */
  notes: z.string().max(2_000).default(""),
  /** Intra-op threads of every backend that has any. */
  threads: z.int().positive().max(1_024),
  /** Of the page that stands for the device; null where blocks run in processes. */
  browser: pageProfileSchema.nullable().default(null),
});
export type Device = z.output<typeof deviceSchema>;
