import type { AccuracyMeasurement, Task } from "@vmoe-bench/contracts";
import { AbortedError } from "../loop/loop-errors.ts";
import { fullBatches } from "./batches.ts";
import { expertsOf, progressSender } from "./session.ts";
import type { Session } from "./session.ts";

type AccuracyTask = Extract<Task, { kind: "accuracy" }>;

/** Predicts the first `task.images` of the split, batch after batch; only the predicting is timed. */
export async function measureAccuracy(
  task: AccuracyTask,
  session: Session,
): Promise<AccuracyMeasurement> {
  const { loaded, clock, images } = session;
  const count = Math.min(task.images ?? images.labels.length, images.labels.length);
  const labels = Array.from({ length: count }, (_, i) => images.labels[i] ?? 0);
  const progress = progressSender(session, count);
  const predicted: number[] = [];
  const experts: number[][] = [];
  let ms = 0;
  for (const indexes of fullBatches(Array.from(labels.keys()), session.batchSize)) {
    if (session.signal?.aborted === true) throw new AbortedError();
    const input = images.batch(indexes);
    const start = clock.now();
    const prediction = await loaded.run(input);
    ms += clock.now() - start;
    // What fills up the last batch is predicted, and paid for, but not counted.
    const wanted = Math.min(session.batchSize, count - predicted.length);
    predicted.push(...classesOf(prediction.logits, session.batchSize).slice(0, wanted));
    experts.push(...expertsOf(prediction, session).slice(0, wanted));
    progress(predicted.length);
    session.onPredictions?.(predicted);
  }
  return {
    kind: "accuracy",
    placement: loaded.placement,
    cost: session.cost,
    labels,
    predicted,
    experts,
    imagesPerSecond: (count * 1_000) / Math.max(ms, session.provenance.clock.resolutionMs),
  };
}

/** The class of the largest logit for each of the B images of `logits` [B,K]. */
function classesOf(logits: Float32Array, batch: number): number[] {
  const classes = logits.length / batch;
  return Array.from({ length: batch }, (_, image) => {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    return row.reduce((best, logit, c) => (logit > (row[best] ?? -Infinity) ? c : best), 0);
  });
}
