import { z } from "zod";
import { join } from "node:path";
import { projectRoot } from "@vmoe-bench/files";

const text = z.string().max(2_000);

const figureSchema = z.strictObject({
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

const plotSchema = z.discriminatedUnion("kind", [
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

/** What an experiment finds; who ran it, when and where is added by who keeps it. */
export type Findings = Pick<CalibrationResult, "title" | "method" | "figures" | "table" | "plots">;

/** Called between comparisons: shows progress, lets the event loop turn, throws when interrupted. */
export type Tick = (done: number, total: number) => Promise<void>;

/** What the interval should cover. */
export const coverageBand = [0.93, 0.97] as const;

export function percent(part: number, digits = 1): string {
  return `${(100 * part).toFixed(digits)} %`;
}

export function atMost(name: string, value: number, limit: number): CalibrationFigure {
  const target = `at most ${percent(limit, 0)}`;
  return { name, value, text: percent(value), target, met: value <= limit };
}

export function atLeast(name: string, value: number, limit: number): CalibrationFigure {
  const target = `at least ${percent(limit, 0)}`;
  return { name, value, text: percent(value), target, met: value >= limit };
}

export function covers(name: string, value: number): CalibrationFigure {
  const [low, high] = coverageBand;
  const met = value >= low && value <= high;
  return { name, value, text: percent(value), target: "93-97 %", met };
}

export function shown(name: string, value: number, text = percent(value)): CalibrationFigure {
  return { name, value, text, target: "-", met: null };
}

/** What may be kept between calls, and is no result. */
export const calibrationDir = join(projectRoot, "runs", "calibration");

export interface CalibrationContext {
  /** A small version that shows that all of it works; its figures mean little. */
  readonly quick: boolean;
  /** How many comparisons of a real backend with itself; the experiment's own number unless told. */
  readonly comparisons: number | undefined;
  readonly signal: AbortSignal;
  /** Folder for what an experiment may go on with after it was stopped. */
  readonly stateDir: string;
  readonly progress: (done: number, total: number) => void;
}

export type Experiment = (context: CalibrationContext) => Promise<Findings>;

/** Progress, a turn of the event loop, and the end of an experiment that was interrupted. */
export function ticker({ signal, progress }: CalibrationContext) {
  return async (done: number, total: number): Promise<void> => {
    progress(done, total);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    signal.throwIfAborted();
  };
}
