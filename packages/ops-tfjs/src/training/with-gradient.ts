import { customGrad, tidy, type Tensor } from "@tensorflow/tfjs-core";

export interface Forward<S extends readonly Tensor[]> {
  readonly value: Tensor;
  /** What the backward pass needs. */
  readonly saved: S;
}

/**
 * An operation with a gradient written by hand. Nothing inside is recorded, and without a tape
 * nothing is kept.
 * @param inputs what is differentiated; whatever else the functions use is a constant
 * @param backward the gradient of each input, in their order
 */
export function withGradient<const S extends readonly Tensor[]>(
  inputs: readonly Tensor[],
  forward: () => Forward<S>,
  backward: (dy: Tensor, saved: S) => Tensor[],
): Tensor {
  const operation = customGrad((...args) => {
    const { value, saved } = forward();
    const save = args.at(-1);
    if (typeof save === "function") save([...saved]);
    // tfjs hands back clones of the tensors that were saved, in their order.
    const gradFunc = (dy: Tensor, kept: Tensor[]) =>
      tidy(() => backward(dy, kept as readonly Tensor[] as S));
    return { value, gradFunc };
  });
  return operation(...inputs);
}

/** Runs what no gradient may flow through, so that tfjs does not ask for it. */
export function constant(compute: () => Tensor): Tensor {
  return withGradient(
    [],
    () => ({ value: compute(), saved: [] }),
    () => [],
  );
}
