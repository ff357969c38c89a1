import { dispose, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Normalisation } from "@vmoe-bench/contracts";
import { trainingVit } from "@vmoe-bench/tfjs/ops";
import { setImmediate } from "node:timers/promises";
import { BatchWriter } from "../images/batch-writer.ts";
import type { AnyImages } from "../images/train-images.ts";
import type { Network } from "./network.ts";

export interface Predictions {
  readonly count: number;
  /** [count,K] */
  readonly logits: Float32Array;
  /** [count,E]; undefined where images aren't routed. */
  readonly routerLogits: Float32Array | undefined;
}

interface ImagesToPredict {
  readonly images: AnyImages;
  readonly normalisation: Normalisation;
  /** Positions of the images. */
  readonly indexes: ArrayLike<number>;
  /** [count]: where each image goes in place of the router's choice. Needs k = 1. */
  readonly experts?: Int32Array;
}

const batch = 200;

/** Runs images through the model as it is. Rejects with the signal's reason when that aborts. */
export async function predict(
  network: Network,
  { images, normalisation, indexes, experts }: ImagesToPredict,
  signal?: AbortSignal,
): Promise<Predictions> {
  const { classes, moe } = network.config;
  const count = indexes.length;
  const logits = new Float32Array(count * classes);
  const routerLogits = moe?.routing !== "image" ? undefined : new Float32Array(count * moe.experts);
  const writer = new BatchWriter(images, normalisation, batch);
  for (let start = 0; start < count; start += batch) {
    await nextTurn(signal);
    const size = Math.min(batch, count - start);
    writer.write(indexes, start, size);
    const outputs = forward(network, writer.data, size, experts?.subarray(start, start + size));
    logits.set(outputs.logits.dataSync(), start * classes);
    if (moe !== undefined && outputs.routerLogits !== undefined)
      routerLogits?.set(outputs.routerLogits.dataSync(), start * moe.experts);
    dispose(outputs);
  }
  return { count, logits, routerLogits };
}

function forward(
  network: Network,
  images: Float32Array,
  count: number,
  experts: Int32Array | undefined,
): Outputs {
  return tidy(() => {
    const input = network.imageTensor(images, count);
    const forced = experts && { experts: tensor2d(experts, [count, 1], "int32") };
    const { logits, routings } = trainingVit(network.lookup, input, network.config, forced);
    const [routing] = routings;
    return routing === undefined ? { logits } : { logits, routerLogits: routing.logits };
  });
}

type Outputs = { logits: Tensor; routerLogits?: Tensor };

/** Part of the images whose class was predicted. */
export function accuracy({ logits, count }: Predictions, labels: ArrayLike<number>): number {
  return countTop1(logits, logits.length / count, labels) / count;
}

/** Part of the images that the router sends first to their own super-class; undefined if dense. */
export function routerAccuracy(
  { routerLogits, count }: Predictions,
  labels: ArrayLike<number> & Iterable<number>,
  superClassOf: ArrayLike<number>,
): number | undefined {
  if (routerLogits === undefined) return undefined;
  const own = Array.from(labels, (label) => superClassOf[label] ?? 0);
  return countTop1(routerLogits, routerLogits.length / count, own) / count;
}

/** Index of the largest value of a row, the first of equals. */
export function top1(values: Float32Array, row: number, width: number): number {
  let best = 0;
  let largest = -Infinity;
  for (let i = 0; i < width; i += 1) {
    const value = values[row * width + i] ?? NaN;
    if (value > largest) {
      largest = value;
      best = i;
    }
  }
  return best;
}

/** Rows whose largest value is where the label says. */
export function countTop1(values: Float32Array, width: number, labels: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < labels.length; i += 1) if (top1(values, i, width) === labels[i]) right += 1;
  return right;
}

/**
 * Lets signals and timers in between two pieces of work that hold the thread.
 * @throws the signal's reason when it aborts
 */
export async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
