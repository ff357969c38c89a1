import { messageOf, UnsupportedError, type PreparedManifest } from "@vmoe-bench/contracts";
import type { OpenSession } from "@vmoe-bench/onnx/sessions";
import type { InferenceSession } from "onnxruntime-common";
import { placementsIn, requirePlacement } from "./placement-log.ts";
import { executionProviders, type OrtWebProvider } from "./provider.ts";
import { linesLogged } from "./runtime-log.ts";
import type { OrtWeb } from "./runtime.ts";

/** Log levels: 0 says everything, also where each node is placed; 3 errors only. */
const everything = 0;
const errorsOnly = 3;

interface SessionSettings {
  readonly provider: OrtWebProvider;
  /** ONNX Runtime is to refuse a graph of which a node would run on its CPU provider instead. */
  readonly isWhollyOnProvider: boolean;
  readonly graph: PreparedManifest["kind"];
}

/**
 * A session on exactly one provider. Where ONNX Runtime can't vouch for the provider itself, it is
 * first opened once with its log on, in which it says where it places each node.
 * @throws UnsupportedError when something would run elsewhere that may not
 */
export async function openSession(
  ort: OrtWeb,
  file: Uint8Array,
  { provider, isWhollyOnProvider, graph }: SessionSettings,
): Promise<OpenSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    ...(isWhollyOnProvider ? { extra: { session: { disable_cpu_ep_fallback: "1" } } } : {}),
  };
  if (provider === "webgpu" && !isWhollyOnProvider) {
    const lines = await linesLogged(async () => {
      const first = await create(ort, file, { ...options, logSeverityLevel: everything }, provider);
      await first.release();
    });
    requirePlacement(placementsIn(lines), provider, graph);
  }
  const session = await create(ort, file, { ...options, logSeverityLevel: errorsOnly }, provider);
  return {
    session,
    floatTensor: (data, dims) => new ort.Tensor("float32", data, dims),
    close: () => session.release(),
  };
}

async function create(
  ort: OrtWeb,
  file: Uint8Array,
  options: InferenceSession.SessionOptions,
  provider: OrtWebProvider,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(file, options);
  } catch (error) {
    if (!messageOf(error).includes("assigned to the default CPU EP")) throw error;
    throw new UnsupportedError(
      `${executionProviders[provider]} lacks a kernel for a part of the graph, which would run on the CPU instead.`,
      `Use the backend "ort-web/wasm".`,
      { cause: error },
    );
  }
}
