import { z } from "zod";

const text = z.string().max(2_000);

export const figureSchema = z.strictObject({
  name: text,
  value: z.number().nullable(),
  /** With its unit. */
  text,
  /** "-" where none was set. */
  target: text,
  /** Null where there is no target. */
  met: z.boolean().nullable(),
});
export type CalibrationFigure = z.output<typeof figureSchema>;

export const plotSchema = z.discriminatedUnion("kind", [
  /** A rate for each kind of noise, in one panel a series, with the band it should lie in. */
  z.strictObject({
    kind: z.literal("rates"),
    file: z.string().regex(/^[a-z0-9-]+\.svg$/),
    title: text,
    x: text,
    band: z.tuple([z.number(), z.number()]),
    points: z
      .array(z.strictObject({ label: text, series: text, value: z.number() }))
      .min(1)
      .max(1_000),
  }),
  /** Intervals of comparisons side by side, from the lowest to the highest. */
  z.strictObject({
    kind: z.literal("intervals"),
    file: z.string().regex(/^[a-z0-9-]+\.svg$/),
    title: text,
    y: text,
    points: z
      .array(z.strictObject({ ratio: z.number(), low: z.number(), high: z.number() }))
      .min(1)
      .max(10_000),
  }),
]);
export type CalibrationPlot = z.output<typeof plotSchema>;

/** One experiment as it lies in docs/calibration/<name>.json, from which the page is written. */
export const resultSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: text,
  takenAt: z.iso.datetime(),
  tookSeconds: z.number().nonnegative(),
  machine: text,
  /** What was done, and what was made shorter than in a real run. */
  method: text,
  figures: z.array(figureSchema).max(200),
  table: z.strictObject({ columns: z.array(text), rows: z.array(z.array(text)) }).nullable(),
  plots: z.array(plotSchema).max(10),
});
export type CalibrationResult = z.output<typeof resultSchema>;
