import { type Backend, type Probe } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tfjs/model";
import { type Adapter, findAdapter, isSoftwareAdapter, noAdapter } from "../gpu/adapter.ts";
import { openGpuProbe } from "../gpu/gpu-probe.ts";
import { version_core } from "@tensorflow/tfjs-core";
import { startTfjs, type TfjsFiles, type TfjsWebName } from "./start-tfjs.ts";
import { pageWith, noPage, type InPage } from "../in-page.ts";

/**
 * tfjs on exactly one of its backends for browsers, operation by operation.
 * @param page undefined outside of a page, where models can be prepared but not loaded
 */
export function tfjsWebBackend(name: TfjsWebName, page?: InPage<TfjsFiles>): Backend {
  return {
    id: `tfjs-web/${name}`,
    probe: () => probe(name, page),
    // WebGL has no work of another kind to compare with: its GPU is not probed.
    ...(name === "webgpu" ? { openGpuProbe } : {}),
    prepare: prepareModel,
    async load(files, options) {
      const from = pageWith(await probe(name, page), page);
      return loadModel(files, options, await startTfjs(name, options.threads, from));
    },
  };
}

async function probe(name: TfjsWebName, page?: InPage<TfjsFiles>): Promise<Probe> {
  if (page === undefined) return noPage(`tfjs's ${name}`);
  const versions = { "tfjs-core": version_core };
  if (name === "wasm")
    return { available: true, versions, adapter: "WebAssembly with SIMD", software: false };
  const adapter = name === "webgl" ? describeWebgl() : await findAdapter();
  if (adapter === undefined) return name === "webgl" ? noWebgl : noAdapter;
  const { description, software } = adapter;
  return { available: true, versions, adapter: description, software };
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
