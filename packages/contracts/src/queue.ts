import { z } from "zod";

const seedSchema = z.int().nonnegative().max(0x7fff_ffff);

/** `queues/<name>.json`: what is trained, in order. */
export const queueSchema = z
  .array(
    z.strictObject({
      /** Names in `recipes/` or below it, or paths that end in .json. */
      recipes: z.array(z.string().min(1)).min(1).max(1_000),
      seeds: z.array(seedSchema).min(1).max(100),
    }),
  )
  .min(1)
  .max(1_000);
export type Queue = z.output<typeof queueSchema>;
