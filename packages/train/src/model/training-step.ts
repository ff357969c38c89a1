import {
  add,
  dispose,
  keep,
  logSoftmax,
  mean,
  mul,
  neg,
  randomNormal,
  type Scalar,
  sum,
  type Tensor,
  tensor2d,
  tidy,
  valueAndGrads,
} from "@tensorflow/tfjs-core";
import type { MoeConfig } from "@vmoe-bench/contracts";
import {
  balanceLoss,
  type ExpertDropout,
  trainingVit,
  type VitTraining,
} from "@vmoe-bench/tfjs/ops";
import type { Network } from "./network.ts";
import { countTop1 } from "./predict.ts";

/** What a V-MoE's router learns in one step. */
type RouterTarget =
  | {
      readonly kind: "super-classes";
      /** [K]: each class's super-class. */
      readonly superClassOf: ArrayLike<number>;
      readonly lambda: number;
      /** An image goes to the expert of its own super-class. */
      readonly byLabel: boolean;
    }
  | {
      readonly kind: "end-to-end";
      readonly balance: number;
      /** σ of the noise on the logits. */
      readonly noise: number;
      readonly seed: number;
    };

/** What is a V-MoE's own in one step. */
export interface VmoeStep {
  readonly target: RouterTarget;
  readonly dropout: ExpertDropout | undefined;
}

export interface LabelledBatch {
  /** [B,C,H,W]; longer is well. */
  readonly images: Float32Array;
  /** [B] */
  readonly labels: Uint16Array;
  /** The weight of an image's own label; image B−1−i's has the rest. 1 where nothing is mixed. */
  readonly share: number;
  /** [B·T]: those that the model sees of each image; all where there are none. */
  readonly patches?: Int32Array | undefined;
}

/** Means over one batch. */
export interface StepLosses {
  readonly loss: number;
  readonly classLoss: number;
  /** L_g, or the balance loss; undefined for a dense model. */
  readonly routerLoss: number | undefined;
  /** Images whose own class was right, that with the larger share where two are mixed. */
  readonly right: number;
}

interface StepResult {
  readonly losses: StepLosses;
  /** In the order of the network's weights. */
  readonly gradients: Float32Array[];
}

/** Forward and backward for one batch. */
export function lossAndGradients(
  network: Network,
  batch: LabelledBatch,
  labelSmoothing: number,
  vmoe: VmoeStep | undefined,
): StepResult {
  const { config, lookup } = network;
  const { labels, share, patches } = batch;
  const outputs = new KeptTensors();
  const { value, grads } = tidy(() => {
    const images = network.imageTensor(batch.images, labels.length);
    const targets = smoothedTargets(labels, config.classes, labelSmoothing, share);
    const training = { ...routeTraining(labels, vmoe?.target), patches, dropout: vmoe?.dropout };
    return valueAndGrads((): Scalar => {
      const { logits, routings } = trainingVit(lookup, images, config, training);
      const classLoss = outputs.keep("classLoss", crossEntropy(logits, targets));
      outputs.keep("logits", logits);
      if (vmoe === undefined || config.moe === undefined) return classLoss;
      const learned = routerLoss(routings, config.moe, batch, vmoe.target);
      return add(classLoss, mul(outputs.keep("routerLoss", learned.loss), learned.weight));
    })(network.tensors);
  });
  // Read here and not inside tidy, which walks a typed array that it is given element by element.
  const gradients = grads.map((gradient) => values(gradient));
  const [loss] = values(value);
  const losses = {
    loss: loss ?? NaN,
    classLoss: outputs.scalar("classLoss") ?? NaN,
    routerLoss: outputs.scalar("routerLoss"),
    right: countTop1(outputs.values("logits"), config.classes, labels),
  };
  outputs.dispose();
  dispose([value, ...grads]);
  return { losses, gradients };
}

/** L_g and λ, or V-MoE's balance loss and its weight. */
function routerLoss(
  routings: readonly { logits: Tensor }[],
  { experts, k }: MoeConfig,
  { labels, share }: LabelledBatch,
  router: RouterTarget,
): { loss: Scalar; weight: number } {
  const logits = routings.map((routing) => routing.logits);
  if (router.kind === "end-to-end")
    return { loss: balanceLoss(logits, k, router.noise), weight: router.balance };
  const [only] = logits;
  if (only === undefined) throw new Error("A V-MoE has a routing.");
  const targets = smoothedTargets(superClasses(labels, router), experts, 0, share);
  return { loss: crossEntropy(only, targets), weight: router.lambda };
}

function routeTraining(labels: Uint16Array, router: RouterTarget | undefined): VitTraining {
  if (router?.kind === "end-to-end") {
    const { noise, seed } = router;
    if (noise === 0) return {};
    let call = 0;
    return { noise: (shape) => randomNormal(shape, 0, noise, "float32", seed + (call += 1)) };
  }
  if (router?.byLabel !== true) return {};
  return { experts: tensor2d(superClasses(labels, router), [labels.length, 1], "int32") };
}

function superClasses(
  labels: Uint16Array,
  { superClassOf }: { superClassOf: ArrayLike<number> },
): Int32Array {
  return Int32Array.from(labels, (label) => superClassOf[label] ?? 0);
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

/**
 * Targets of a batch as [B,K]: 1 − s + s/K for the label and s/K for the others, where s is the
 * smoothing. In a mixed batch an image has `share` of its own target and the rest of that of image
 * B−1−i.
 */
export function smoothedTargets(
  labels: ArrayLike<number>,
  classes: number,
  smoothing: number,
  share = 1,
): Tensor {
  const values = new Float32Array(labels.length * classes).fill(smoothing / classes);
  const raise = (image: number, label: number, by: number) => {
    const place = image * classes + label;
    values[place] = (values[place] ?? 0) + by * (1 - smoothing);
  };
  for (let i = 0; i < labels.length; i += 1) {
    raise(i, labels[i] ?? 0, share);
    if (share < 1) raise(i, labels[labels.length - 1 - i] ?? 0, 1 - share);
  }
  return tensor2d(values, [labels.length, classes]);
}

/** Mean over the batch of −Σ target · log softmax(logits); both [B,K]. */
export function crossEntropy(logits: Tensor, targets: Tensor): Scalar {
  return neg(mean(sum(mul(logSoftmax(logits), targets), -1)));
}
