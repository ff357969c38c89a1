import { customGrad, tidy, type Tensor } from "@tensorflow/tfjs-core";

/** Keeps a tensor of the forward pass for the backward pass, which reads it by the function given back. */
export type Keep = (tensor: Tensor) => () => Tensor;

export interface Differentiable {
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
        const found = kept[position];
        if (found === undefined) throw new Error("A tensor is read before the backward pass.");
        return found;
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
