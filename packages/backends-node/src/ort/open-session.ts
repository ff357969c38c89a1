import {
  type LoadedModel,
  type LoadOptions,
  messageOf,
  type ModelFiles,
  turnReportsOff,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import {
  isWhollyOnProvider,
  loadModel as loadSessions,
  type OpenSession,
} from "@vmoe-bench/onnx/sessions";
import type * as OnnxRuntime from "onnxruntime-node";
import type { InferenceSession } from "onnxruntime-node";

/** Log level 4: ONNX Runtime warns of constants that it folds, and throws its errors as well. */
const fatalOnly = 4;

interface SessionSettings {
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

/**
 * onnxruntime-node, which reports to Microsoft from Linux unless it is told not to: it writes a log
 * into the temporary folder, and a device id and a database into the user's cache.
 */
export function loadRuntime(): Promise<typeof OnnxRuntime> {
  turnReportsOff(process.env);
  return import("onnxruntime-node");
}

export interface Runtime {
  readonly version: string;
  readonly provider: Provider;
}

/** What a profile adds to a session. */
type Profiling = (sessionName: string) => Pick<SessionSettings, "profilePrefix">;

/** Opens the sessions of a prepared model: all of them, or under `split-lazy` only the trunk. */
export function loadModel(
  files: ModelFiles,
  options: LoadOptions,
  { version, provider }: Runtime,
  profiling: Profiling = () => ({}),
): Promise<LoadedModel> {
  return loadSessions(files, options, {
    runtime: "onnxruntime-node",
    version,
    provider: executionProviders[provider],
    open: (file, name) =>
      openSession(file, {
        threads: options.threads,
        provider,
        isWhollyOnProvider: isWhollyOnProvider(kernelsOf(provider), files.manifest),
        ...profiling(name),
      }),
  });
}

/** Execution providers that this backend runs, and what ONNX Runtime calls them in its own reports. */
export const executionProviders = {
  cpu: "CPUExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
} as const;

export type Provider = keyof typeof executionProviders;

export function isProvider(name: string): name is Provider {
  return Object.hasOwn(executionProviders, name);
}

/** The provider as ONNX Runtime's rules see it. */
export function kernelsOf(provider: Provider) {
  return { kind: provider, cpuBackend: "ort-node/cpu" } as const;
}
