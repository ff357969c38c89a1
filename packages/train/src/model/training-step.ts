import {
  dispose,
  keep,
  tensor4d,
  tidy,
  valueAndGrads,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { trainingVit } from "@vmoe-bench/ops-tfjs";
import { crossEntropy, smoothedTargets, totalLoss } from "./loss.ts";
import type { Network } from "./network.ts";
import { countTop1 } from "./top-1.ts";

/** What a V-MoE's router learns. */
export interface RouterTarget {
  /** [K]: each class's super-class. */
  readonly superClassOf: ArrayLike<number>;
  readonly lambda: number;
}

export interface LabelledBatch {
  /** [B,C,H,W]; longer is well. */
  readonly images: Float32Array;
  /** [B] */
  readonly labels: Uint8Array;
}

/** Means over one batch. */
export interface StepLosses {
  readonly loss: number;
  readonly classLoss: number;
  /** Undefined for a dense model. */
  readonly routerLoss: number | undefined;
  /** Images whose class, and whose super-class, were right. */
  readonly right: number;
  readonly rightRoutes: number;
}

export interface StepResult {
  readonly losses: StepLosses;
  /** In the order of the network's weights. */
  readonly gradients: Float32Array[];
}

/** Forward and backward for one batch. */
export function lossAndGradients(
  network: Network,
  batch: LabelledBatch,
  labelSmoothing: number,
  router: RouterTarget | undefined,
): StepResult {
  const { config, lookup } = network;
  const outputs = new KeptTensors();
  const { value, grads } = tidy(() => {
    const images = imageTensor(network, batch.images, batch.labels.length);
    const targets = smoothedTargets(batch.labels, config.classes, labelSmoothing);
    return valueAndGrads((): Scalar => {
      const { logits, routings } = trainingVit(lookup, images, config);
      const classLoss = outputs.keep("classLoss", crossEntropy(logits, targets));
      outputs.keep("logits", logits);
      if (router === undefined || config.moe === undefined) return classLoss;
      const [routing] = routings;
      if (routing === undefined) throw new Error("A V-MoE has a routing.");
      outputs.keep("routerLogits", routing.logits);
      const own = superClasses(batch.labels, router);
      const routerTargets = smoothedTargets(own, config.moe.experts, 0);
      const routerLoss = outputs.keep("routerLoss", crossEntropy(routing.logits, routerTargets));
      return totalLoss(classLoss, routerLoss, router.lambda);
    })(network.tensors);
  });
  // Read here and not inside tidy, which walks a typed array that it is given element by element.
  const gradients = grads.map((gradient) => values(gradient));
  const [loss] = values(value);
  const { moe, classes } = config;
  const losses = {
    loss: loss ?? NaN,
    classLoss: outputs.scalar("classLoss") ?? NaN,
    routerLoss: outputs.scalar("routerLoss"),
    right: countTop1(outputs.values("logits"), classes, batch.labels),
    rightRoutes:
      router === undefined || moe === undefined
        ? 0
        : countTop1(
            outputs.values("routerLogits"),
            moe.experts,
            superClasses(batch.labels, router),
          ),
  };
  outputs.dispose();
  dispose([value, ...grads]);
  return { losses, gradients };
}

/** [B,C,H,W] of the first `count` images of an array. */
export function imageTensor({ config }: Network, images: Float32Array, count: number): Tensor {
  const { channels, imageSize } = config;
  const size = count * channels * imageSize * imageSize;
  return tensor4d(images.subarray(0, size), [count, channels, imageSize, imageSize]);
}

function superClasses(labels: Uint8Array, { superClassOf }: RouterTarget): Uint8Array {
  return labels.map((label) => superClassOf[label] ?? 0);
}

function values(of: Tensor): Float32Array {
  const data = of.dataSync();
  if (!(data instanceof Float32Array)) throw new Error(`Expected float32, got ${of.dtype}.`);
  return data;
}

/** Tensors of the forward pass that outlive it: what tf.grads itself returns is only the loss. */
class KeptTensors {
  readonly #kept = new Map<string, Tensor>();

  keep<T extends Tensor>(name: string, kept: T): T {
    this.#kept.set(name, kept);
    return keep(kept);
  }

  values(name: string): Float32Array {
    const kept = this.#kept.get(name);
    return kept === undefined ? new Float32Array() : values(kept);
  }

  scalar(name: string): number | undefined {
    return this.values(name)[0];
  }

  dispose(): void {
    dispose([...this.#kept.values()]);
  }
}
