import { inputDims, UnsupportedError, type Backend } from "@vmoe-bench/contracts";
import { isWhollyOnProvider, prepareModel, requireKernels } from "@vmoe-bench/onnx/sessions";
import { isProvider, kernelsOf, loadModel, type Runtime } from "./open-session.ts";
import { profileRun } from "./profile-run.ts";
import { probeProvider } from "./probe.ts";
import { requirePlacement } from "./operations.ts";

/**
 * onnxruntime-node on one provider.
 * @param provider execution provider: "cpu" or "webgpu"; any other is unsupported
 */
export function ortNodeBackend(provider: string): Backend {
  return {
    id: `ort-node/${provider}`,
    probe: () => probeProvider(provider),
    async prepare(artifact, options) {
      if (isProvider(provider)) requireKernels(kernelsOf(provider), options);
      return prepareModel(artifact, options);
    },
    /**
     * Where ONNX Runtime can't vouch for the provider itself, or the adapter may lack float16, the
     * model is first run once under its profiler; that run's time is a part of loading.
     */
    async load(files, options) {
      const runtime = await requireRuntime(provider);
      const { precision, batch } = files.manifest;
      const kernels = kernelsOf(runtime.provider);
      requireKernels(kernels, files.manifest);
      const isUntried =
        runtime.provider !== "cpu" &&
        (precision === "float16" || !isWhollyOnProvider(kernels, files.manifest));
      if (isUntried) {
        const dims = inputDims(files.manifest, batch);
        const blank = { dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
        const operations = await profileRun(files, options, blank, runtime);
        requirePlacement(operations, runtime.provider, files.manifest.kind);
      }
      return loadModel(files, options, runtime);
    },
    async profile(files, options, images) {
      const runtime = await requireRuntime(provider);
      const operations = await profileRun(files, options, images, runtime);
      requirePlacement(operations, runtime.provider, files.manifest.kind);
      return operations;
    },
  };
}

async function requireRuntime(name: string): Promise<Runtime> {
  const probe = await probeProvider(name);
  if (!probe.available) throw new UnsupportedError(probe.reason, probe.remedy);
  if (!isProvider(name)) throw new RangeError(`"${name}" was probe, but it is no provider.`);
  return { version: probe.versions["onnxruntime-node"] ?? "unknown", provider: name };
}
