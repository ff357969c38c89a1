import { z } from "zod";

const part = z.number().min(0).max(1);
const column = z.array(z.number().nullable()).max(100_000);

/** What is read of a committed training record, `results/training/<name>-seed<seed>.json`. */
export const trainingInputSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.string(),
  seed: z.int(),
  /** Recipe of the dense model that it is compared with; null for a dense model. */
  twin: z.string().nullable(),
  config: z.object({
    depth: z.int(),
    width: z.int(),
    moe: z
      .object({ experts: z.int(), layers: z.int(), k: z.int(), routing: z.string() })
      .optional(),
  }),
  routing: z.object({ kind: z.string(), from: z.string().optional() }),
  epochs: z.int().positive(),
  dataset: z.object({ name: z.string() }),
  /** An entry an epoch. */
  curve: z.object({ trainAccuracy: column, heldOutAccuracy: column }),
  heldOut: z.object({ top1: part, images: z.int(), routerAccuracy: part.nullable() }),
  test: z.object({ top1: part, images: z.int() }).nullable(),
  seconds: z.number().nonnegative(),
});
export type TrainingInput = z.output<typeof trainingInputSchema>;

/** A recipe with all its seeds. */
export const trainingSchema = z.strictObject({
  name: z.string(),
  dataset: z.string(),
  /** "super-classes from confusions", "end-to-end", "dense" */
  routing: z.string(),
  /** "E 10, M 2, k 1"; empty for a dense model. */
  experts: z.string(),
  twin: z.string().nullable(),
  epochs: z.int().positive(),
  seeds: z.array(z.int()).min(1),
  /** Means over the seeds, in [0,1]; `test` over those that were tested. */
  heldOut: part,
  test: part.nullable(),
  router: part.nullable(),
  /** Held-out top-1 over the twin's with the same seed, in points, an entry a seed that has one. */
  gains: z.array(z.number()),
  /** What the paper gains over dense on ImageNet-1k with such a model, in points. */
  paper: z.number().nullable(),
  /** Mean of a seed. */
  seconds: z.number().nonnegative(),
  curves: z.array(
    z.strictObject({ seed: z.int(), trainAccuracy: column, heldOutAccuracy: column }),
  ),
});
export type Training = z.output<typeof trainingSchema>;
