import { messageOf, UnsupportedError, type Backend, type Probe } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tflite/models";
import { findAdapter, noAdapter, type OnDeviceLost, whenLost } from "../gpu/adapter.ts";
import { openGpuProbe } from "../gpu/gpu-probe.ts";
import type { LitertProvider, RuntimeSource } from "./litert-runtime.ts";

/** What a page gives: where its server has the runtime, and who is told of a lost device. */
interface InPage extends RuntimeSource {
  readonly onDeviceLost: OnDeviceLost;
}

/**
 * LiteRT.js on exactly one accelerator. Models are prepared anywhere; they are loaded in a page or its
 * worker only.
 * @param page undefined outside of a page
 */
export function litertWebBackend(provider: LitertProvider, page?: InPage): Backend {
  return {
    id: `litert-web/${provider}`,
    probe: () => probe(provider, page),
    ...(provider === "webgpu" ? { openGpuProbe } : {}),
    prepare: prepareModel,
    async load(files, options) {
      const found = await probe(provider, page);
      if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
      if (page === undefined) throw new RangeError("Without a page there is no runtime.");
      const [{ startLitert }, { openModel }] = await Promise.all([
        import("./litert-runtime.ts"),
        import("./litert-runtime.ts"),
      ]);
      const runtime = await startLitert(provider, options.threads, page);
      const device = runtime.getWebGpuDevice();
      if (device !== null) whenLost(device, page.onDeviceLost);
      return loadModel(files, options, {
        runtime: "litert.js",
        version: page.files.version,
        provider: names[provider],
        open: (file) => openModel(runtime, provider, file),
      });
    },
  };
}

/** What LiteRT calls its accelerators. */
const names = { wasm: "XNNPACK", webgpu: "WebGpuAccelerator" } as const;

const noPage = {
  available: false,
  reason: "LiteRT.js runs in a page, and this is none.",
  remedy: "Run it through a browser; `vmoe-bench doctor` says which is found.",
} as const;

async function probe(provider: LitertProvider, page: InPage | undefined): Promise<Probe> {
  if (page === undefined) return noPage;
  try {
    const versions = { "@litertjs/core": page.files.version };
    if (provider === "webgpu") {
      const found = await findAdapter();
      if (found === undefined) return noAdapter;
      return {
        available: true,
        versions,
        adapter: found.description,
        software: found.software,
      };
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
    return {
      available: false,
      reason: `LiteRT.js does not load: ${messageOf(error)}.`,
      remedy: "Use a browser of the last two years, and load the page again.",
    };
  }
}
