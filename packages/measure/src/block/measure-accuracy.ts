import { type AccuracyMeasurement, KnownError, type Task } from "@vmoe-bench/contracts";
import { abortedError } from "../loop/time-runs.ts";
import { expertsOf, fullBatches, progressSender, type LoadedBlock } from "./loaded-block.ts";

type AccuracyTask = Extract<Task, { kind: "accuracy" }>;

/**
 * Predicts the first `task.images` of the split, batch after batch; only the predicting is timed.
 * @throws `logits` for an image that the model has no finite logits for; `aborted`
 */
export async function measureAccuracy(
  task: AccuracyTask,
  block: LoadedBlock,
): Promise<AccuracyMeasurement> {
  const { loaded, clock, images } = block;
  const count = Math.min(task.images ?? images.labels.length, images.labels.length);
  const labels = Array.from({ length: count }, (_, i) => images.labels[i] ?? 0);
  const { progress } = progressSender(block, count);
  const predicted: number[] = [];
  const experts: number[][] = [];
  const logits: Float32Array[] = [];
  let ms = 0;
  let classes: number | null = images.columns?.length ?? null;
  for (const indexes of fullBatches(Array.from(labels.keys()), block.batchSize)) {
    if (block.signal?.aborted === true) throw abortedError();
    const input = images.batch(indexes);
    const start = clock.now();
    const prediction = await loaded.run(input);
    ms += clock.now() - start;
    // What fills up the last batch is predicted, and paid for, but not counted.
    const wanted = Math.min(block.batchSize, count - predicted.length);
    const rows = rowsOf(prediction.logits, block.batchSize).slice(0, wanted);
    classes ??= rows[0]?.length ?? null;
    requireFiniteLogits(rows, predicted.length);
    predicted.push(...rows.map((row) => predictedClass(row, images.columns)));
    const compared = (task.reference?.logits.length ?? 0) - logits.length;
    // Copied: the backend may hand out the same memory again.
    if (compared > 0) logits.push(...rows.slice(0, compared).map((row) => row.slice()));
    experts.push(...expertsOf(prediction, block).slice(0, wanted));
    progress(predicted.length);
    block.onPredictions?.(predicted);
  }
  return {
    kind: "accuracy",
    placement: loaded.placement,
    cost: block.cost,
    labels,
    predicted,
    classes,
    experts,
    imagesPerSecond: (count * 1_000) / Math.max(ms, block.provenance.clock.resolutionMs),
    reference: task.reference && compareWithReference(logits, task.reference, images.columns),
  };
}

/** The rows of `logits` [B,K]. */
function rowsOf(logits: Float32Array, batch: number): Float32Array[] {
  const classes = logits.length / batch;
  return Array.from({ length: batch }, (_, image) =>
    logits.subarray(image * classes, (image + 1) * classes),
  );
}

/** A model gave a logit that is no number, or an infinite one: no class can be read from it. */
function logitsError(image: number, column: number, value: number | undefined): KnownError {
  return new KnownError(
    "logits",
    `The model gave the logit ${String(value)} in column ${column} for image ${image} of the split, so it predicts no class.`,
    `Check the model's weights and the image for values that are not finite; where the precision is float16, use "float32".`,
  );
}

/**
 * @param rows [K] an image
 * @param first number in the split of the first row's image
 * @throws `logits`
 */
function requireFiniteLogits(rows: readonly Float32Array[], first: number): void {
  rows.forEach((row, i) => {
    const column = row.findIndex((logit) => !Number.isFinite(logit));
    if (column >= 0) throw logitsError(first + i, column, row[column]);
  });
}

type Reference = NonNullable<Extract<Task, { kind: "accuracy" }>["reference"]>;

/**
 * Outputs beside those of the reference interpreter, image by image (rule 12).
 * @param logits [K] an image, of the first images; where there are fewer than the reference has,
 *   only they are compared
 */
export function compareWithReference(
  logits: readonly Float32Array[],
  { logits: all, tolerance }: Reference,
  columns?: readonly number[],
): NonNullable<AccuracyMeasurement["reference"]> {
  const expected = all.slice(0, logits.length);
  const differences = expected.map((row, image) => difference(logits[image], row));
  const largest = Math.max(0, ...differences);
  return {
    predicted: expected.map((row) => predictedClass(row, columns)),
    differing: differences.filter((off) => tolerance !== null && off > tolerance).length,
    largestDifference: Number.isFinite(largest) ? largest : null,
    tolerance,
  };
}

/** The largest, relative to the largest logit of the image; Infinity where one is no number. */
function difference(actual: Float32Array | undefined, expected: readonly number[]): number {
  if (actual?.length !== expected.length) return Infinity;
  const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  return expected.reduce((worst, value, k) => {
    const off = Math.abs((actual[k] ?? NaN) - value) / scale;
    return Number.isNaN(off) ? Infinity : Math.max(worst, off);
  }, 0);
}

/**
 * The class, as the data numbers it, of an image's largest logit among those of the data's classes.
 * @param row [K of the model]
 * @param columns [K of the data]: the logit of each of the data's classes; undefined where they are the model's
 */
export function predictedClass(
  row: ArrayLike<number>,
  columns: readonly number[] | undefined,
): number {
  return largestOf(columns === undefined ? row : columns.map((column) => row[column] ?? -Infinity));
}

/** The class of the largest logit. */
export function largestOf(row: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < row.length; k++)
    if ((row[k] ?? -Infinity) > (row[best] ?? -Infinity)) best = k;
  return best;
}
