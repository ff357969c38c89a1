import { messageOf, UnsupportedError, type Backend, type Probe } from "@vmoe-bench/contracts";
import {
  isWhollyOnProvider,
  loadModel,
  prepareModel,
  requireKernels,
} from "@vmoe-bench/onnx/sessions";
import { findAdapter, noAdapter, type OnDeviceLost, whenLost } from "../gpu/adapter.ts";
import { openGpuProbe } from "../gpu/gpu-probe.ts";
import { openSession } from "./open-session.ts";
import {
  executionProviders,
  kernelsOf,
  loadOrtWeb,
  type OrtWebProvider,
  type RuntimeFiles,
} from "./runtime.ts";

/** What a page gives: where its server has the runtime, and who is told of a lost device. */
export interface InPage {
  readonly files: RuntimeFiles;
  /** Where to read a file of the server, which the page may have kept; part of the load. */
  readonly urlOf: (file: string) => Promise<string>;
  readonly onDeviceLost: OnDeviceLost;
}

/**
 * onnxruntime-web on exactly one provider. Models are prepared anywhere; they are loaded in a page or
 * its worker only.
 * @param page undefined outside of a page
 */
export function ortWebBackend(provider: OrtWebProvider, page?: InPage): Backend {
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
      const found = await probe(provider, page);
      if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
      if (page === undefined) throw new RangeError("Without a page there is no runtime.");
      const ort = await loadOrtWeb(provider, options.threads, page);
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
      if (provider === "webgpu") whenLost(await ort.env.webgpu.device, page.onDeviceLost);
      if (numThreads === options.threads) return loaded;
      await loaded.close();
      throw new UnsupportedError(
        `onnxruntime-web made ${numThreads} threads instead of ${options.threads}.`,
        "Use 1 thread.",
      );
    },
  };
}

async function probe(provider: OrtWebProvider, page: InPage | undefined): Promise<Probe> {
  if (page === undefined)
    return {
      available: false,
      reason: "onnxruntime-web runs in a page, and this is none.",
      remedy: "Run it through a browser; `vmoe-bench doctor` says which is found.",
    };
  try {
    if (provider === "wasm") {
      const { env } = await import("onnxruntime-web/wasm");
      const versions = { "onnxruntime-web": env.versions.common };
      return { available: true, versions, adapter: "WebAssembly with SIMD", software: false };
    }
    const { env } = await import("onnxruntime-web/webgpu");
    const found = await findAdapter();
    if (found === undefined) return noAdapter;
    env.webgpu.adapter = found.adapter;
    const versions = { "onnxruntime-web": env.versions.common };
    const { description: adapter, software } = found;
    return { available: true, versions, adapter, software };
  } catch (error) {
    return {
      available: false,
      reason: `onnxruntime-web does not load: ${messageOf(error)}.`,
      remedy: "Use a browser of the last two years, and load the page again.",
    };
  }
}
