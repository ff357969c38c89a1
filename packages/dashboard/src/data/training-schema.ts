import { z } from "zod";

const index = z.int().nonnegative();
const column = z.array(z.number().nullable()).max(100_000);

/** In points of top-1. */
const gainSchema = z.strictObject({
  value: z.number(),
  /** Null where one seed has no interval. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** What the interval covers. */
  over: z.enum(["seeds", "images"]),
});

/** A recipe with all its seeds. */
const rowSchema = z.strictObject({
  recipe: z.string(),
  /** A cell a column of its group's table. */
  cells: z.array(z.string()),
  /** Held-out top-1 over the dense baseline's. */
  gain: gainSchema.nullable(),
  /** The same on the test images, which nothing was chosen by. */
  testGain: gainSchema.nullable(),
  /** Test images of each seed; null where none was tested. */
  testImages: index.nullable(),
  seeds: index,
  /** 2 x MAC that an image takes, with the experts that it goes to. */
  flops: z.number().nonnegative(),
  /** What the paper gains over dense on ImageNet-1k with such a model, in points. */
  paper: z.number().nullable(),
  curves: z.array(z.strictObject({ seed: index, trainAccuracy: column, heldOutAccuracy: column })),
  /** Trains it again. */
  command: z.string(),
  /** One a seed, in their order. */
  records: z.array(
    z.strictObject({
      /** Below `results/`, as `train` names it. */
      file: z.string(),
      commit: z.string(),
      recipeSha256: z.string(),
      dataSha256: z.string(),
      images: index,
      heldOut: index,
      imagesPerSecond: z.number(),
    }),
  ),
});
export type TrainedRow = z.output<typeof rowSchema>;

/** A model on the map of when experts pay: one over each plain dense model, with experts or the router's loss. */
const mapPointSchema = z.strictObject({
  /** "6x32 on hanzi" */
  size: z.string(),
  adds: z.enum(["experts", "router's loss"]),
  recipe: z.string(),
  seeds: index,
  /** Different training images of a class. */
  imagesPerClass: z.number().positive(),
  /** Whether no image was shown twice. */
  everyImageNew: z.boolean(),
  /** Held-out top-1 over the plain dense model's. */
  gain: gainSchema,
  /** Over the dense model with the router's loss. */
  ownGain: gainSchema.nullable(),
});
export type TrainedPoint = z.output<typeof mapPointSchema>;

/** Trained models, each size with its dense baseline, as `compare --training` has them. */
export const trainingSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      title: z.string(),
      /** "6x16 on cifar100": layers and width. */
      size: z.string(),
      baseline: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), numeric: z.boolean() })),
      rows: z.array(rowSchema),
    }),
  ),
  map: z.array(mapPointSchema),
  /** What the paper gains on ImageNet-1k, in points, by its sizes. */
  paper: z.array(z.strictObject({ size: z.string(), gain: z.number() })),
  /** How the rows are to be read, and what could not be compared. */
  remarks: z.array(z.string()),
});
export type Training = z.output<typeof trainingSchema>;
