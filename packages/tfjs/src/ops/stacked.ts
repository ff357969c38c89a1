import { unstack, type Tensor } from "@tensorflow/tfjs-core";
import type { Mlp } from "@vmoe-bench/model";

/** The mlp of each expert, of [E,H,D] and [E,D,H]. */
export function unstackMlp({ fc1, fc2, activation }: Mlp<Tensor>): Mlp<Tensor>[] {
  const [biases1, weights2, biases2] = [fc1.bias, fc2.weight, fc2.bias].map((t) => unstack(t));
  return unstack(fc1.weight).map((weight, i) => ({
    fc1: { weight, bias: at(biases1, i) },
    fc2: { weight: at(weights2, i), bias: at(biases2, i) },
    activation,
  }));
}

export function at<T>(list: readonly T[] | undefined, index: number): T {
  const found = list?.[index];
  if (found === undefined) throw new RangeError(`There is no element ${index}.`);
  return found;
}
