import type { Tensor } from "@tensorflow/tfjs-core";
import type { Linear } from "@vmoe-bench/model";

export interface LinearGradients extends Linear<Tensor> {
  /** In the order of `inputsOf`. */
  readonly inputs: Tensor[];
}

export interface DifferentiableLinear {
  readonly value: Tensor;
  readonly backward: (dy: Tensor) => LinearGradients;
}
