import { gather, tensor1d, type Tensor } from "@tensorflow/tfjs-core";

/** Rows of a tensor by their positions. */
export function pick(from: Tensor, positions: Int32Array): Tensor {
  return gather(from, tensor1d(positions, "int32"));
}
