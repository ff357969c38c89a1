import { KnownError, type AccuracyMeasurement, type Task } from "@vmoe-bench/contracts";
import { abortedError } from "../loop/loop-errors.ts";
import { compareWithReference } from "./compare-with-reference.ts";
import { predictedClass } from "./predicted-class.ts";
import { fullBatches } from "./batches.ts";
import { expertsOf, progressSender, type Session } from "./session.ts";

type AccuracyTask = Extract<Task, { kind: "accuracy" }>;

/**
 * Predicts the first `task.images` of the split, batch after batch; only the predicting is timed. A
 * pass that `task.maxMs` ends has fewer, but all that the reference was asked of.
 * @throws `logits` for an image that the model has no finite logits for; `aborted`
 */
export async function measureAccuracy(
  task: AccuracyTask,
  session: Session,
): Promise<AccuracyMeasurement> {
  const { loaded, clock, images } = session;
  const count = Math.min(task.images ?? images.labels.length, images.labels.length);
  const whole = Array.from({ length: count }, (_, i) => images.labels[i] ?? 0);
  const { maxMs = Infinity } = task;
  const compared = task.reference?.logits.length ?? 0;
  const { progress } = progressSender(session, count);
  const predicted: number[] = [];
  const experts: number[][] = [];
  const logits: Float32Array[] = [];
  let ms = 0;
  let classes: number | null = images.columns?.length ?? null;
  for (const indexes of fullBatches(Array.from(whole.keys()), session.batchSize)) {
    if (ms >= maxMs && predicted.length >= Math.max(1, compared)) break;
    if (session.signal?.aborted === true) throw abortedError();
    const input = images.batch(indexes);
    const start = clock.now();
    const prediction = await loaded.run(input);
    ms += clock.now() - start;
    // What fills up the last batch is predicted, and paid for, but not counted.
    const wanted = Math.min(session.batchSize, count - predicted.length);
    const rows = rowsOf(prediction.logits, session.batchSize).slice(0, wanted);
    classes ??= rows[0]?.length ?? null;
    requireFiniteLogits(rows, predicted.length);
    predicted.push(...rows.map((row) => predictedClass(row, images.columns)));
    const missing = compared - logits.length;
    // Copied: the backend may hand out the same memory again.
    if (missing > 0) logits.push(...rows.slice(0, missing).map((row) => row.slice()));
    experts.push(...expertsOf(prediction, session).slice(0, wanted));
    progress(predicted.length);
    session.onPredictions?.(predicted);
  }
  return {
    kind: "accuracy",
    placement: loaded.placement,
    cost: session.cost,
    labels: whole.slice(0, predicted.length),
    predicted,
    classes,
    experts,
    imagesPerSecond:
      (predicted.length * 1_000) / Math.max(ms, session.provenance.clock.resolutionMs),
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
