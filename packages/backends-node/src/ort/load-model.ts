import type { LoadedModel, LoadOptions, ModelFiles } from "@vmoe-bench/contracts";
import { isWhollyOnProvider, loadModel as loadSessions } from "@vmoe-bench/onnx/sessions";
import { openSession, type SessionSettings } from "./open-session.ts";
import { executionProviders, kernelsOf, type Provider } from "./provider/provider.ts";

export interface Runtime {
  readonly version: string;
  readonly provider: Provider;
}

/** What a profile adds to a session. */
export type Profiling = (sessionName: string) => Pick<SessionSettings, "profilePrefix">;

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
