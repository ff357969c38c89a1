import { provenanceSchema } from "@vmoe-bench/contracts";
import { winners } from "@vmoe-bench/report/judge";
import { z } from "zod";
import { trainingSchema } from "./training-schema.ts";

const index = z.int().nonnegative();
const amount = z.number().nonnegative();
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type Interval = z.output<typeof interval>;

/** As many digits as a screen can show: smaller files, and no noise in them. */
export function digits(value: number, count = 5): number {
  return Number(value.toPrecision(count));
}

export function digitsOrNull(value: number | null | undefined, count = 5): number | null {
  return value === null || value === undefined ? null : digits(value, count);
}

export function intervalOf({ value, low, high }: Interval): Interval {
  return { value: digits(value), low: digits(low), high: digits(high) };
}

/** Why a cell is greyed; only `valid` and `semi-valid` cells are shown unless asked for. */
export const cellStateSchema = z.enum([
  "valid",
  "semi-valid",
  "invalid",
  "unsupported",
  "failed",
  "not-run",
]);
export type CellState = z.output<typeof cellStateSchema>;

/** In ms, medians over fresh processes; null for what was not timed. */
const startParts = z.strictObject({
  prepareMs: amount.nullable(),
  loadMs: amount.nullable(),
  firstMs: amount.nullable(),
});
export type StartParts = z.output<typeof startParts>;

/** One arm of one run. Null where the records do not hold enough for a number. */
export const dashboardCellSchema = z.strictObject({
  run: index,
  model: z.string(),
  backend: z.string(),
  /** "split-lazy/2" */
  strategy: z.string(),
  precision: z.string(),
  batch: z.int().positive(),
  threads: z.int().positive(),
  /** "camera 30 fps queue 1" */
  scenario: z.string(),
  /** "fashion-mnist/test" */
  dataset: z.string(),
  control: z.string(),
  state: cellStateSchema,
  /** The adapter emulates hardware: right for tests, never for a published number. */
  software: z.boolean(),
  /** Indexes of `texts`: why blocks did not complete, and what to know of the numbers. */
  remarks: z.array(index),
  /** In [0,1], with Wilson's 95 % interval. */
  top1: interval.extend({ n: index }).nullable(),
  /** Top-1 over the dense baseline's on the same images, in points. */
  gain: interval.extend({ n: z.int().positive() }).nullable(),
  /** A whole batch's, in ms; its interval is of the median. */
  latency: z
    .strictObject({
      medianMs: amount,
      /** Null where fewer than two blocks completed. */
      lowMs: amount.nullable(),
      highMs: amount.nullable(),
      p90Ms: amount.nullable(),
      samples: index,
    })
    .nullable(),
  /** Index of the dense cell that `ratio` is against. */
  baseline: index.nullable(),
  /** Latency over the baseline's. */
  ratio: interval.nullable(),
  verdict: z.enum([
    "slower",
    "faster",
    "no-difference",
    "not-enough",
    "no-claim",
    "no-baseline",
    "baseline",
  ]),
  /** Per image, 2 x MAC and elementwise together. */
  flops: z.strictObject({ denseEquivalent: amount, active: amount, executed: amount }).nullable(),
  /** All prepared files of the model, of which a runtime may read a part. */
  bytes: amount.nullable(),
  /** What one fresh process read of them in all. */
  readBytes: amount.nullable(),
  /** Resident at most, of the whole process; bytes. */
  peakBytes: amount.nullable(),
  /** Load and first prediction in a fresh session, and with nothing prepared, in ms. */
  coldMs: amount.nullable(),
  firstEverMs: amount.nullable(),
  /** What each part of these takes. */
  coldParts: startParts.nullable(),
  firstEverParts: startParts.nullable(),
  /** The median of each minute that was measured, from 1; empty but in sustained runs. */
  curve: z.array(z.strictObject({ minute: z.int().positive(), medianMs: amount, samples: index })),
  /** Makes this cell again, with what it is compared with. */
  command: z.string(),
  /** Index of `provenances`; null where no block completed. */
  provenance: index.nullable(),
  /** Whether `details/<index>.js` has its records and samples. */
  detail: z.boolean(),
});
export type DashboardCell = z.output<typeof dashboardCellSchema>;

/** Where one model's router sends the images of a split, by its accuracy pass. */
export const routingSchema = z.strictObject({
  model: z.string(),
  /** Index of the cell that it was read from. */
  cell: index,
  dataset: z.string(),
  images: z.int().positive(),
  classes: z.array(z.string()),
  /** Classes of each expert's super-class; empty where the model has none. */
  superClasses: z.array(z.array(z.string())),
  /** [K][E]: images of a class whose first choice an expert is. */
  classByExpert: z.array(z.array(index)),
  /** Images that went to their own super-class's expert; null without super-classes. */
  routedRight: index.nullable(),
  experts: z.array(
    z.strictObject({
      images: index,
      /** Images that went to it and were right. */
      correct: index,
      /** Latency samples of batches of 1 that hit it, in ms; null where there are too few. */
      latency: z
        .strictObject({
          medianMs: z.number(),
          q1Ms: z.number(),
          q3Ms: z.number(),
          samples: index,
        })
        .nullable(),
      examples: z.array(
        z.strictObject({
          /** Position in the split. */
          image: index,
          label: index,
          predicted: index,
          /** A PNG as base64; null where the data set may not be copied or is not at hand. */
          png: z.base64().nullable(),
        }),
      ),
    }),
  ),
});
export type Routing = z.output<typeof routingSchema>;

/** What a run says first, as the terminal does. */
const answerSchema = z.strictObject({
  /** The lines of `answerLines`, none broken for a narrow screen. */
  lines: z.array(z.string()),
  pairs: z.array(
    z.strictObject({
      model: z.string(),
      baseline: z.string(),
      data: z.string(),
      winner: z.enum(winners),
      verdict: z.string(),
    }),
  ),
  /** Null where nothing could be compared. */
  trust: z.enum(["valid", "semi-valid", "invalid"]).nullable(),
});

const runSchema = z.strictObject({
  id: z.string(),
  device: index,
  suite: z.string(),
  profile: z.string(),
  dataset: z.string(),
  startedAt: z.iso.datetime(),
  /** Makes the whole run again. */
  command: z.string(),
  /** Smallest effect that is called a difference. */
  claimThreshold: z.number(),
  /** `recorded` also counts blocks that did not complete. */
  blocks: z.strictObject({ planned: index, recorded: index, completed: index }),
  /** Whether it was stopped, or goes on: what it says may still change. */
  unfinished: z.boolean(),
  answer: answerSchema,
});
export type DashboardRun = z.output<typeof runSchema>;

/** Moments of a run are left out, so that all blocks of a run share one. */
const steadyProvenanceSchema = provenanceSchema.extend({
  system: provenanceSchema.shape.system.omit({ temperatureC: true, load1: true }),
  clock: provenanceSchema.shape.clock.pick({ name: true }),
});
export type SteadyProvenance = z.output<typeof steadyProvenanceSchema>;

/** All of the first view, in one document; raw samples are in `details/`. */
export const dashboardSchema = z.strictObject({
  schemaVersion: z.literal(1),
  devices: z.array(z.strictObject({ id: z.string(), name: z.string(), notes: z.string() })),
  runs: z.array(runSchema),
  cells: z.array(dashboardCellSchema),
  provenances: z.array(steadyProvenanceSchema),
  texts: z.array(z.string()),
  routings: z.array(routingSchema),
  training: trainingSchema,
});
export type DashboardData = z.output<typeof dashboardSchema>;

/** `details/<index>.js`: what one cell was made from, loaded when it is looked at. */
export const detailSchema = z.strictObject({
  cell: index,
  /** Files below `results/`. */
  records: z.array(z.string()),
  /** Timer resolution of each latency block, in ms. */
  resolutionsMs: z.array(amount),
  /** In ms, block by block, in time order; thinned evenly to at most 5,000 in all. */
  samplesMs: z.array(z.array(amount)),
  /** Samples before thinning. */
  samples: index,
  /** The cell's `ratio` as it was known after its first rounds, fewest first. */
  ratioByRound: z.array(interval.extend({ rounds: z.int().min(2) })),
});
export type CellDetail = z.output<typeof detailSchema>;
