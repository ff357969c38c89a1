import { UnsupportedError, type Backend, type Probe } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tfjs/model";
import { type Adapter, findAdapter, isSoftwareAdapter, noAdapter } from "../gpu/adapter.ts";
import { openGpuProbe } from "../gpu/gpu-probe.ts";
import { version_core } from "@tensorflow/tfjs-core";
import { startTfjs, type InPage, type TfjsWebName } from "./start-tfjs.ts";

/**
 * tfjs on exactly one of its backends for browsers, operation by operation.
 * @param page undefined outside of a page, where models can be prepared but not loaded
 */
export function tfjsWebBackend(name: TfjsWebName, page?: InPage): Backend {
  return {
    id: `tfjs-web/${name}`,
    probe: () => probe(name, page),
    // WebGL has no work of another kind to compare with: its GPU is not probed.
    ...(name === "webgpu" ? { openGpuProbe } : {}),
    prepare: prepareModel,
    async load(files, options) {
      const found = await probe(name, page);
      if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
      if (page === undefined) throw new RangeError("Without a page there is no runtime.");
      const where = await startTfjs(name, options.threads, page);
      return loadModel(files, options, where);
    },
  };
}

async function probe(name: TfjsWebName, page: InPage | undefined): Promise<Probe> {
  if (page === undefined)
    return {
      available: false,
      reason: `tfjs's ${name} runs in a page, and this is none.`,
      remedy: "Run it through a browser; `vmoe-bench doctor` says which is found.",
    };
  const versions = { "tfjs-core": version_core };
  if (name === "wasm")
    return { available: true, versions, adapter: "WebAssembly with SIMD", software: false };
  const found = name === "webgl" ? describeWebgl() : await findAdapter();
  if (found === undefined) return name === "webgl" ? noWebgl : noAdapter;
  return {
    available: true,
    versions,
    adapter: found.description,
    software: found.software,
  };
}

const noWebgl: Probe = {
  available: false,
  reason: "This browser gives no WebGL 2 context.",
  remedy: "Switch hardware acceleration on, or use a WebAssembly backend.",
};

/** The renderer behind WebGL 2; undefined where there is none. */
function describeWebgl(): Pick<Adapter, "description" | "software"> | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (gl === null) return undefined;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const said: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  const description = String(said);
  return { description, software: isSoftwareAdapter(description) };
}
