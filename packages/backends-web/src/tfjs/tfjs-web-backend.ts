import { type Backend, type Probe, UnsupportedError } from "@vmoe-bench/contracts";
import { loadModel, prepareModel, type Where } from "@vmoe-bench/tfjs/model";
import { env, getBackend, ready, setBackend, version_core } from "@tensorflow/tfjs-core";
import {
  type Adapter,
  findAdapter,
  isSoftwareAdapter,
  noAdapter,
  openGpuProbe,
  whenLost,
} from "../gpu/adapter.ts";
import { type InPage, noPage, pageWith, requireIsolation } from "../in-page.ts";

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

type TfjsWebName = "wasm" | "webgpu" | "webgl";

/** Where a page's server has the WebAssembly files, which the bundler names by their content. */
export interface TfjsFiles {
  readonly plain: string;
  readonly simd: string;
  readonly threadedSimd: string;
}

interface Started {
  readonly name: TfjsWebName;
  readonly threads: number;
  readonly where: Promise<Where>;
}

let started: Started | undefined;

/**
 * tfjs on exactly one of its backends, started on first need and one thread count a page or worker.
 * @throws UnsupportedError where it, or its threads, can't be had
 */
export function startTfjs(
  name: TfjsWebName,
  threads: number,
  page: InPage<TfjsFiles>,
): Promise<Where> {
  requireThreads(name, threads);
  started ??= { name, threads, where: start(name, threads, page) };
  if (started.threads !== threads || started.name !== name)
    throw new UnsupportedError(
      `tfjs already runs on ${started.name} with ${started.threads} threads in this page; ${name} with ${threads} was asked for.`,
      "Use one backend and one thread count a page.",
    );
  return started.where;
}

/** tfjs would ignore them, and the record say that they ran. */
function requireThreads(name: TfjsWebName, threads: number): void {
  if (name === "wasm" || threads === 1) return;
  throw new UnsupportedError(
    `${threads} threads were asked for, and tfjs's ${name} has none: one script gives the GPU its work.`,
    `Use 1 thread, or the backend "tfjs-web/wasm".`,
  );
}

async function start(name: TfjsWebName, threads: number, page: InPage<TfjsFiles>): Promise<Where> {
  const check = await starters[name](threads, page);
  const isSet = await setBackend(name);
  await ready();
  if (!isSet || getBackend() !== name)
    throw new UnsupportedError(
      `tfjs does not start its backend "${name}" in this browser.`,
      "Use another browser, or another backend.",
    );
  check();
  return { runtime: "tfjs", version: version_core, provider: name };
}

type Starter = (threads: number, page: InPage<TfjsFiles>) => Promise<() => void>;

/** Each loads and sets a backend of tfjs, and gives what is checked once it runs. */
const starters: Readonly<Record<TfjsWebName, Starter>> = {
  async wasm(threads, { files, urlOf }) {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    requireIsolation(threads);
    // With one thread, the file without shared memory: nothing else than one thread can run.
    if (threads === 1) env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    const { simd, threadedSimd } = files;
    wasm.setWasmPaths({
      "tfjs-backend-wasm.wasm": files.plain,
      "tfjs-backend-wasm-simd.wasm": threads === 1 ? await urlOf(simd) : simd,
      "tfjs-backend-wasm-threaded-simd.wasm":
        threads === 1 ? threadedSimd : await urlOf(threadedSimd),
    });
    wasm.setThreadsCount(threads);
    if (!(await env().getAsync("WASM_HAS_SIMD_SUPPORT")))
      throw new UnsupportedError("This browser has no WebAssembly SIMD.", "Use a newer browser.");
    return () => {
      const made = threads === 1 ? 1 : wasm.getThreadsCount();
      if (made !== threads)
        throw new UnsupportedError(
          `tfjs made ${made} threads instead of ${threads}.`,
          "Use 1 thread.",
        );
    };
  },
  async webgpu(_threads, { onDeviceLost }) {
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    const { backend } = await import("@tensorflow/tfjs-core");
    // Else tfjs runs operations on few numbers on the CPU, unasked.
    env().set("WEBGPU_CPU_FORWARD", false);
    return () => {
      const set = backend();
      if (!(set instanceof WebGPUBackend))
        throw new UnsupportedError("tfjs does not run on WebGPU.", "Use another backend.");
      whenLost(set.device, onDeviceLost);
    };
  },
  async webgl() {
    await import("@tensorflow/tfjs-backend-webgl");
    env().set("WEBGL_CPU_FORWARD", false);
    // Else a router's logits are read in the middle of a run, and its experts chosen on the CPU.
    env().set("TOPK_LAST_DIM_CPU_HANDOFF_SIZE_THRESHOLD", 0);
    env().set("TOPK_K_CPU_HANDOFF_THRESHOLD", Infinity);
    return () => {
      // Half floats would be another precision than was asked for.
      if (!env().getBool("WEBGL_RENDER_FLOAT32_ENABLED"))
        throw new UnsupportedError(
          "WebGL has no 32-bit floats in this browser.",
          "Use a WebAssembly or WebGPU backend.",
        );
    };
  },
};
