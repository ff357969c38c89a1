import {
  Environment,
  getWebGpuDevice,
  type LiteRt,
  loadLiteRt,
  supportsFeature,
  Tensor,
} from "@litertjs/core";
import { UnsupportedError } from "@vmoe-bench/contracts";
import type { ModelTensor, OpenModel } from "@vmoe-bench/tflite/models";
import type { RuntimeSource } from "../in-page.ts";

/** What the runtime's script is: it makes the WebAssembly module. */
type ModuleFactory = (module: object) => Promise<object>;

/** One build of the runtime. */
interface RuntimeBuild {
  readonly script: () => Promise<{ readonly default: ModuleFactory }>;
  /** Where a page's server has its WebAssembly, which the bundler names by its content. */
  readonly wasm: string;
}

export interface LitertFiles {
  /** The version of @litertjs/core, which does not say it itself. */
  readonly version: string;
  readonly relaxedSimd: RuntimeBuild;
  /** For browsers without relaxed SIMD. */
  readonly compat: RuntimeBuild;
}

/** LiteRT.js's accelerators. */
export type LitertProvider = "wasm" | "webgpu";

let started: { readonly provider: LitertProvider; readonly runtime: Promise<LiteRt> } | undefined;

/**
 * LiteRT.js, started on first need and with one accelerator a page or worker.
 * @throws UnsupportedError for more than one thread, or a second accelerator
 */
export async function startLitert(
  provider: LitertProvider,
  threads: number,
  from: RuntimeSource<LitertFiles>,
): Promise<LiteRt> {
  requireOne(threads);
  started ??= { provider, runtime: start(provider, from) };
  if (started.provider !== provider)
    throw new UnsupportedError(
      `LiteRT.js already runs on ${started.provider} in this page; ${provider} was asked for.`,
      "Use one accelerator a page.",
    );
  const runtime = await started.runtime;
  requireOne(runtime.liteRtWasm.getThreadCount());
  return runtime;
}

export async function buildName(): Promise<keyof Omit<LitertFiles, "version">> {
  return (await supportsFeature("relaxedSimd")) ? "relaxedSimd" : "compat";
}

async function start(
  provider: LitertProvider,
  { files, urlOf }: RuntimeSource<LitertFiles>,
): Promise<LiteRt> {
  const { script, wasm } = files[await buildName()];
  const [factory, url] = await Promise.all([script(), urlOf(wasm)]);
  const runtime = await loadWith(factory.default, url);
  if (provider === "webgpu") return runtime;
  // It takes a GPU unasked.
  getWebGpuDevice()?.destroy();
  runtime.setDefaultEnvironment(new Environment({ webGpuDevice: null }));
  return runtime;
}

/**
 * LiteRT.js loads its script by `importScripts` or an element of the document, of which a worker that is
 * a module has neither. So the script is here already, and what would load it has nothing to do.
 */
async function loadWith(factory: ModuleFactory, wasm: string): Promise<LiteRt> {
  Object.assign(globalThis, {
    ModuleFactory: factory,
    Module: { locateFile: () => wasm },
    importScripts: () => undefined,
  });
  try {
    return await loadLiteRt("bundled.js");
  } finally {
    Reflect.deleteProperty(globalThis, "importScripts");
  }
}

/**
 * The build with threads starts one for each core that the browser speaks of, whatever is asked.
 */
function requireOne(threads: number): void {
  if (threads === 1) return;
  throw new UnsupportedError(
    `LiteRT.js is run on one thread here, and ${threads} were asked for.`,
    "Use 1 thread.",
  );
}

/**
 * A file compiled for one accelerator: on `wasm` XNNPACK's kernels, and LiteRT's own for what XNNPACK
 * leaves; on `webgpu` all of it in float32.
 * @throws UnsupportedError where LiteRT.js would run it, or an operator of it, elsewhere
 */
export async function openModel(
  runtime: LiteRt,
  provider: LitertProvider,
  file: Uint8Array,
): Promise<OpenModel> {
  const model = await runtime.loadAndCompile(file, {
    accelerator: provider,
    cpuOptions: { numThreads: 1 },
    gpuOptions: { precision: "fp32" },
  });
  const { accelerator } = model.options;
  if (accelerator !== provider || (provider === "webgpu" && !model.isFullyAccelerated)) {
    model.delete();
    throw new UnsupportedError(
      `LiteRT.js's ${provider} does not take the whole graph; the rest would run in WebAssembly.`,
      `Use the backend "litert-web/wasm".`,
    );
  }
  return {
    async run(inputs) {
      const given = Object.entries(inputs).map(
        ([name, { data, dims }]) => [name, new Tensor(data, [...dims])] as const,
      );
      try {
        const outputs = await model.run(Object.fromEntries(given));
        const read = Object.entries(outputs).map(
          async ([name, tensor]) => [name, await taken(tensor)] as const,
        );
        return new Map(await Promise.all(read));
      } finally {
        for (const [, tensor] of given) tensor.delete();
      }
    },
    async close() {
      model.delete();
    },
  };
}

/** An output's numbers; its memory in the runtime is freed. */
async function taken(tensor: Tensor): Promise<ModelTensor> {
  try {
    const data = await tensor.data();
    if (data instanceof Uint8Array) throw new TypeError("A model here gives floats and integers.");
    return { data, dims: [...tensor.type.layout.dimensions] };
  } finally {
    tensor.delete();
  }
}
