import type { AccuracyMeasurement, Task } from "@vmoe-bench/contracts";
import { abortedError } from "../loop/time-runs.ts";
import { expertsOf, fullBatches, progressSender, type LoadedBlock } from "./loaded-block.ts";
import { requireClass } from "./logits.ts";

type AccuracyTask = Extract<Task, { kind: "accuracy" }>;

/**
 * Predicts the first `task.images` of the split, batch after batch; only the predicting is timed. A
 * pass that `task.maxMs` ends has fewer, but all that the reference was asked of.
 * @throws `logits` for an image that no class can be told of; `aborted`
 */
export async function measureAccuracy(
  task: AccuracyTask,
  block: LoadedBlock,
): Promise<AccuracyMeasurement> {
  const { loaded, clock, images } = block;
  const count = Math.min(task.images ?? images.labels.length, images.labels.length);
  const whole = Array.from({ length: count }, (_, i) => images.labels[i] ?? 0);
  const { maxMs = Infinity } = task;
  const compared = task.reference?.logits.length ?? 0;
  const { progress } = progressSender(block, count);
  const predicted: number[] = [];
  const experts: number[][] = [];
  const logits: Float32Array[] = [];
  let ms = 0;
  let classes: number | null = images.columns?.length ?? null;
  for (const indexes of fullBatches(Array.from(whole.keys()), block.batchSize)) {
    if (ms >= maxMs && predicted.length >= Math.max(1, compared)) break;
    if (block.signal?.aborted === true) throw abortedError();
    const input = images.batch(indexes);
    const start = clock.now();
    const prediction = await loaded.run(input);
    ms += clock.now() - start;
    // What fills up the last batch is predicted, and paid for, but not counted.
    const wanted = Math.min(block.batchSize, count - predicted.length);
    const rows = rowsOf(prediction.logits, block.batchSize).slice(0, wanted);
    classes ??= rows[0]?.length ?? null;
    rows.forEach((row, i) => requireClass(row, images.columns, block.model, predicted.length + i));
    predicted.push(...rows.map((row) => predictedClass(row, images.columns)));
    const missing = compared - logits.length;
    // Copied: the backend may hand out the same memory again.
    if (missing > 0) logits.push(...rows.slice(0, missing).map((row) => row.slice()));
    experts.push(...expertsOf(prediction, block).slice(0, wanted));
    progress(predicted.length);
    block.onPredictions?.(predicted);
  }
  return {
    kind: "accuracy",
    placement: loaded.placement,
    cost: block.cost,
    labels: whole.slice(0, predicted.length),
    predicted,
    classes,
    experts,
    imagesPerSecond: (predicted.length * 1_000) / Math.max(ms, block.provenance.clock.resolutionMs),
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
  const expected = all.slice(0, logits.length).map((row) => row.map(Number));
  const differences = expected.map((row, image) => difference(logits[image], row));
  const largest = Math.max(0, ...differences);
  return {
    predicted: expected.map((row) => predictedClass(row, columns)),
    differing: differences.filter((off) => tolerance !== null && off > tolerance).length,
    largestDifference: Number.isFinite(largest) ? largest : null,
    tolerance,
  };
}

/**
 * The largest, relative to the largest finite logit of the image; Infinity where one is no number, or
 * only one of the two is infinite.
 */
function difference(actual: Float32Array | undefined, expected: readonly number[]): number {
  if (actual?.length !== expected.length) return Infinity;
  const finite = expected.filter(Number.isFinite).map(Math.abs);
  const scale = Math.max(...finite, Number.MIN_VALUE);
  return expected.reduce((worst, value, k) => {
    if (actual[k] === value) return worst;
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
