import type { InferenceSession, Tensor } from "onnxruntime-common";

/** A session, and the way to its input tensors: the runtime is only loaded when it is asked for. */
export interface OpenSession {
  readonly session: InferenceSession;
  readonly floatTensor: (data: Float32Array, dims: readonly number[]) => Tensor;
  /** Frees its memory. */
  readonly close: () => Promise<void>;
}
