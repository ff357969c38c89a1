import { type Backend, type Probe } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tflite/models";
import { findAdapter, noAdapter, openGpuProbe, whenLost } from "../gpu/adapter.ts";
import type { LitertProvider, LitertFiles } from "./litert-runtime.ts";
import { type InPage, pageWith, noPage, notLoaded } from "../in-page.ts";

/**
 * LiteRT.js on exactly one accelerator. Models are prepared anywhere; they are loaded in a page or its
 * worker only.
 * @param page undefined outside of a page
 */
export function litertWebBackend(provider: LitertProvider, page?: InPage<LitertFiles>): Backend {
  return {
    id: `litert-web/${provider}`,
    probe: () => probe(provider, page),
    ...(provider === "webgpu" ? { openGpuProbe } : {}),
    prepare: prepareModel,
    async load(files, options) {
      const from = pageWith(await probe(provider, page), page);
      const { openModel, startLitert } = await import("./litert-runtime.ts");
      const runtime = await startLitert(provider, options.threads, from);
      const device = runtime.getWebGpuDevice();
      if (device !== null) whenLost(device, from.onDeviceLost);
      return loadModel(files, options, {
        runtime: "litert.js",
        version: from.files.version,
        provider: names[provider],
        open: (file) => openModel(runtime, provider, file),
      });
    },
  };
}

/** What LiteRT calls its accelerators. */
const names = { wasm: "XNNPACK", webgpu: "WebGpuAccelerator" } as const;

async function probe(provider: LitertProvider, page?: InPage<LitertFiles>): Promise<Probe> {
  if (page === undefined) return noPage("LiteRT.js");
  try {
    const versions = { "@litertjs/core": page.files.version };
    if (provider === "webgpu") {
      const adapter = await findAdapter();
      if (adapter === undefined) return noAdapter;
      const { description, software } = adapter;
      return { available: true, versions, adapter: description, software };
    }
    const { buildName } = await import("./litert-runtime.ts");
    const isRelaxed = (await buildName()) === "relaxedSimd";
    return {
      available: true,
      versions,
      adapter: isRelaxed ? "WebAssembly with relaxed SIMD" : "WebAssembly with SIMD",
      software: false,
    };
  } catch (error) {
    return notLoaded("LiteRT.js", error);
  }
}
