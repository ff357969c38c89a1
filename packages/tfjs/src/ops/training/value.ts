import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A layer norm whose scale and bias are left to the linear map that reads it: folded into that
 * map's weights they cost no pass over the activations, and neither does the map's own bias.
 */
export class Normalised {
  /**
   * […,D]: normalised values plus 1. A row of normalised values sums to 0, so a row of these sums
   * to D, which is how a bias fits into the weights. Whatever reads it must give a gradient whose
   * rows sum to 0.
   */
  readonly raised: Tensor;
  /** [D] */
  readonly scale: Tensor;
  /** [D] */
  readonly bias: Tensor;

  constructor(raised: Tensor, scale: Tensor, bias: Tensor) {
    this.raised = raised;
    this.scale = scale;
    this.bias = bias;
  }
}

/** What flows between the operations in training. */
export type Value = Tensor | Normalised;

/** The part of a value that has its shape. */
export function activations(value: Value): Tensor {
  return value instanceof Normalised ? value.raised : value;
}

/** The same value, of other rows. */
export function withActivations(value: Value, other: Tensor): Value {
  return value instanceof Normalised ? new Normalised(other, value.scale, value.bias) : other;
}

/** What is differentiated in an operation on the value: its activations first. */
export function inputsOf(value: Value): Tensor[] {
  return value instanceof Normalised ? [value.raised, value.scale, value.bias] : [value];
}
