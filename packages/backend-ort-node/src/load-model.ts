import type { LoadedModel, LoadOptions, ModelFiles, Placement } from "@vmoe-bench/contracts";
import { HeldExperts, requireExpertCap } from "@vmoe-bench/experts";
import { onnxFiles } from "@vmoe-bench/ops-onnx";
import { openSession, type OpenSession, type SessionSettings } from "./open-session.ts";
import { executionProviders, isWhollyOnProvider, type Provider } from "./provider/provider.ts";
import { splitModel } from "./split-model.ts";
import { wholeModel } from "./whole-model.ts";

export interface Runtime {
  readonly version: string;
  readonly provider: Provider;
}

/** What a profile adds to a session. */
export type Profiling = (sessionName: string) => Pick<SessionSettings, "profilePrefix">;

/** Opens the sessions of a prepared model: all of them, or under `split-lazy` only the trunk. */
export async function loadModel(
  files: ModelFiles,
  { threads, expertCap }: LoadOptions,
  runtime: Runtime,
  profiling: Profiling = () => ({}),
): Promise<LoadedModel> {
  const { config, batch, strategy, precision } = files.manifest;
  const { moe } = config;
  const isSplit = strategy === "split" || strategy === "split-lazy";
  if (isSplit) requireExpertCap(expertCap, moe?.k ?? 1);
  const placement: Placement = {
    runtime: "onnxruntime-node",
    version: runtime.version,
    provider: executionProviders[runtime.provider],
    threads,
    strategy,
    precision,
    artifactBytes: files.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const shape = [batch, config.channels, config.imageSize, config.imageSize];
  const open = async (name: string): Promise<OpenSession> =>
    openSession(await files.read(name), {
      threads,
      provider: runtime.provider,
      isWhollyOnProvider: isWhollyOnProvider(runtime.provider, strategy),
      ...profiling(name),
    });
  if (!isSplit || moe === undefined)
    return wholeModel(await open(onnxFiles.whole), { shape, placement });

  const tails = new HeldExperts<OpenSession>({
    load: (expert) => open(onnxFiles.tail(expert)),
    release: (session) => session.close(),
    cap: strategy === "split" ? null : expertCap,
  });
  const trunk = await open(onnxFiles.trunk);
  const model = splitModel(trunk, tails, {
    shape,
    placement,
    gate: moe.gate,
    classes: config.classes,
  });
  try {
    if (strategy === "split")
      for (let e = 0; e < moe.experts; e += 1) await tails.use(e, async () => undefined);
  } catch (error) {
    await model.close();
    throw error;
  }
  return model;
}
