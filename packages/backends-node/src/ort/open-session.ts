import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";
import type { OpenSession } from "@vmoe-bench/onnx/sessions";
import type { InferenceSession } from "onnxruntime-node";
import { loadRuntime } from "./load-runtime.ts";
import { executionProviders, type Provider } from "./provider/provider.ts";

/** Log level 4: ONNX Runtime warns of constants that it folds, and throws its errors as well. */
const fatalOnly = 4;

export interface SessionSettings {
  readonly threads: number;
  readonly provider: Provider;
  /** ONNX Runtime is to refuse a graph of which a node would run on its CPU provider instead. */
  readonly isWhollyOnProvider: boolean;
  /** Path that ONNX Runtime's profile is written to, but for its end; absent for no profile. */
  readonly profilePrefix?: string;
}

/**
 * A session on one provider. Closing it writes its profile where it has one.
 * @throws UnsupportedError when a node of the graph would fall back to the CPU and may not
 */
export async function openSession(
  file: Uint8Array,
  settings: SessionSettings,
): Promise<OpenSession> {
  const { provider, profilePrefix } = settings;
  const ort = await loadRuntime();
  const session = await ort.InferenceSession.create(file, sessionOptions(settings)).catch(
    (error: unknown) => {
      if (!messageOf(error).includes("assigned to the default CPU EP")) throw error;
      throw new UnsupportedError(
        `${executionProviders[provider]} lacks a kernel for a part of the graph, which would run on the CPU instead.`,
        `Use the backend "ort-node/cpu".`,
        { cause: error },
      );
    },
  );
  return {
    session,
    floatTensor: (data, dims) => new ort.Tensor("float32", data, dims),
    async close() {
      if (profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

function sessionOptions({
  threads,
  provider,
  isWhollyOnProvider,
  profilePrefix,
}: SessionSettings): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: fatalOnly,
    ...(isWhollyOnProvider ? { extra: { session: { disable_cpu_ep_fallback: "1" } } } : {}),
    ...(profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}
