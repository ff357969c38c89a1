import { dispose, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { Normalisation } from "@vmoe-bench/contracts";
import { trainingVit } from "@vmoe-bench/tfjs/ops";
import { BatchWriter } from "../images/batch-writer.ts";
import type { AnyImages } from "../images/train-split.ts";
import type { Network } from "./network.ts";
import { nextTurn } from "../run/next-turn.ts";

export interface Predictions {
  readonly count: number;
  /** [count,K] */
  readonly logits: Float32Array;
  /** [count,E]; undefined where images aren't routed. */
  readonly routerLogits: Float32Array | undefined;
}

export interface ImagesToPredict {
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
