import { messageOf, UnsupportedError, type Backend, type Probe } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tflite/models";
import type { RuntimeSource } from "./start-litert.ts";

/**
 * LiteRT.js on the CPU. Models are prepared anywhere; they are loaded in a page or its worker only.
 * Nothing falls back: LiteRT.js leaves an accelerator only for WebAssembly, which is what is asked for.
 * @param page undefined outside of a page
 */
export function litertWebBackend(page?: RuntimeSource): Backend {
  return {
    id: "litert-web/wasm",
    probe: () => probe(page),
    prepare: prepareModel,
    async load(files, options) {
      if (page === undefined) throw new UnsupportedError(noPage.reason, noPage.remedy);
      const [{ startLitert }, { openModel }] = await Promise.all([
        import("./start-litert.ts"),
        import("./open-model.ts"),
      ]);
      const runtime = await startLitert(options.threads, page);
      return loadModel(files, options, {
        runtime: "litert.js",
        version: page.files.version,
        provider: "XNNPACK",
        open: (file) => openModel(runtime, file),
      });
    },
  };
}

const noPage = {
  available: false,
  reason: "LiteRT.js runs in a page, and this is none.",
  remedy: "Run it through a browser; `vmoe-bench doctor` says which is found.",
} as const;

async function probe(page: RuntimeSource | undefined): Promise<Probe> {
  if (page === undefined) return noPage;
  try {
    const { buildName } = await import("./start-litert.ts");
    const isRelaxed = (await buildName()) === "relaxedSimd";
    return {
      available: true,
      versions: { "@litertjs/core": page.files.version },
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
