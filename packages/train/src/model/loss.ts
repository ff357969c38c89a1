import {
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
