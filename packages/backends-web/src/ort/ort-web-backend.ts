import { UnsupportedError, type Backend, type Probe } from "@vmoe-bench/contracts";
import {
  isWhollyOnProvider,
  loadModel,
  prepareModel,
  requireKernels,
} from "@vmoe-bench/onnx/sessions";
import { findAdapter, noAdapter, openGpuProbe, whenLost } from "../gpu/adapter.ts";
import { openSession } from "./open-session.ts";
import {
  executionProviders,
  kernelsOf,
  loadOrtWeb,
  type OrtWebProvider,
  type OrtFiles,
} from "./runtime.ts";
import { type InPage, pageWith, noPage, notLoaded } from "../in-page.ts";

/**
 * onnxruntime-web on exactly one provider. Models are prepared anywhere; they are loaded in a page or
 * its worker only.
 * @param page undefined outside of a page
 */
export function ortWebBackend(provider: OrtWebProvider, page?: InPage<OrtFiles>): Backend {
  return {
    id: `ort-web/${provider}`,
    probe: () => probe(provider, page),
    ...(provider === "webgpu" ? { openGpuProbe } : {}),
    async prepare(artifact, options) {
      requireKernels(kernelsOf(provider), options);
      return prepareModel(artifact, options);
    },
    async load(model, options) {
      requireKernels(kernelsOf(provider), model.manifest);
      const from = pageWith(await probe(provider, page), page);
      const ort = await loadOrtWeb(provider, options.threads, from);
      const loaded = await loadModel(model, options, {
        runtime: "onnxruntime-web",
        version: ort.env.versions.common,
        provider: executionProviders[provider],
        open: (file) =>
          openSession(ort, file, {
            provider,
            graph: model.manifest.kind,
            isWhollyOnProvider: isWhollyOnProvider(kernelsOf(provider), model.manifest),
          }),
      });
      const { numThreads } = ort.env.wasm;
      if (provider === "webgpu") whenLost(await ort.env.webgpu.device, from.onDeviceLost);
      if (numThreads === options.threads) return loaded;
      await loaded.close();
      throw new UnsupportedError(
        `onnxruntime-web made ${numThreads} threads instead of ${options.threads}.`,
        "Use 1 thread.",
      );
    },
  };
}

async function probe(provider: OrtWebProvider, page?: InPage<OrtFiles>): Promise<Probe> {
  if (page === undefined) return noPage("onnxruntime-web");
  try {
    if (provider === "wasm") {
      const { env } = await import("onnxruntime-web/wasm");
      const versions = { "onnxruntime-web": env.versions.common };
      return { available: true, versions, adapter: "WebAssembly with SIMD", software: false };
    }
    const { env } = await import("onnxruntime-web/webgpu");
    const adapter = await findAdapter();
    if (adapter === undefined) return noAdapter;
    env.webgpu.adapter = adapter.adapter;
    const versions = { "onnxruntime-web": env.versions.common };
    const { description, software } = adapter;
    return { available: true, versions, adapter: description, software };
  } catch (error) {
    return notLoaded("onnxruntime-web", error);
  }
}
