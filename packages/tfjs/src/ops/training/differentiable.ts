import { customGrad, type Tensor, tidy } from "@tensorflow/tfjs-core";

/** Keeps a tensor of the forward pass for the backward pass, which reads it by the function given back. */
export type Keep = (tensor: Tensor) => () => Tensor;

interface Differentiable {
  readonly value: Tensor;
  /** From the gradient of the value, the gradient of each input, in their order. */
  readonly backward: (dy: Tensor) => Tensor[];
}

/**
 * An operation with a gradient written by hand. Nothing inside is recorded, and without a tape
 * nothing is kept.
 * @param inputs what is differentiated; whatever else the operation uses is a constant
 */
export function withGradient(
  inputs: readonly Tensor[],
  forward: (keep: Keep) => Differentiable,
): Tensor {
  const operation = customGrad((...args) => {
    const toKeep: Tensor[] = [];
    let kept: Tensor[] = [];
    const { value, backward } = forward((tensor) => {
      const position = toKeep.push(tensor) - 1;
      return () => {
        const ready = kept[position];
        if (ready === undefined) throw new Error("A tensor is read before the backward pass.");
        return ready;
      };
    });
    const save = args.at(-1);
    if (typeof save === "function") save(toKeep);
    return {
      value,
      gradFunc(dy: Tensor, saved: Tensor[]) {
        kept = saved;
        return tidy(() => backward(dy));
      },
    };
  });
  return operation(...inputs);
}

/** Runs what no gradient may flow through, so that tfjs does not ask for it. */
export function constant(compute: () => Tensor): Tensor {
  return withGradient([], () => ({ value: compute(), backward: () => [] }));
}

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
