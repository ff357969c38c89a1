import type { InferenceSession, Tensor } from "onnxruntime-node";

/** Log level 3: errors only. ONNX Runtime warns of constants that it folds. */
const errorsOnly = 3;

/** A session, and the way to its input tensors: the runtime is only loaded when it is asked for. */
export interface OpenSession {
  readonly session: InferenceSession;
  readonly floatTensor: (data: Float32Array, dims: readonly number[]) => Tensor;
  /** Frees its memory, and writes its profile where it has one. */
  readonly close: () => Promise<void>;
}

export interface SessionSettings {
  readonly threads: number;
  /** Path that ONNX Runtime's profile is written to, but for its end; absent for no profile. */
  readonly profilePrefix?: string;
}

/** A session that has the CPU provider and no other, so there is nothing that it could fall back to. */
export async function openSession(
  file: Uint8Array,
  { threads, profilePrefix }: SessionSettings,
): Promise<OpenSession> {
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(file, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: errorsOnly,
    ...(profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  });
  return {
    session,
    floatTensor: (data, dims) => new ort.Tensor("float32", data, dims),
    async close() {
      if (profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}
