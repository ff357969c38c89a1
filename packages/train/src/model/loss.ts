import {
  add,
  logSoftmax,
  mean,
  mul,
  neg,
  sum,
  tensor2d,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";

/**
 * Targets of a batch as [B,K]: 1 − s + s/K for the label and s/K for the others, where s is the
 * smoothing.
 */
export function smoothedTargets(
  labels: ArrayLike<number>,
  classes: number,
  smoothing: number,
): Tensor {
  const values = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (let i = 0; i < labels.length; i += 1)
    values[i * classes + (labels[i] ?? 0)] = 1 - smoothing + smoothing / classes;
  return tensor2d(values, [labels.length, classes]);
}

/** Mean over the batch of −Σ target · log softmax(logits); both [B,K]. */
export function crossEntropy(logits: Tensor, targets: Tensor): Scalar {
  return neg(mean(sum(mul(logSoftmax(logits), targets), -1)));
}

/** L = L_C + λ·L_g. */
export function totalLoss(classLoss: Scalar, routerLoss: Scalar, lambda: number): Scalar {
  return add(classLoss, mul(routerLoss, lambda));
}
