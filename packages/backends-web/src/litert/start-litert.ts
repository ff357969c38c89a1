import {
  Environment,
  getWebGpuDevice,
  loadLiteRt,
  supportsFeature,
  type LiteRt,
} from "@litertjs/core";
import { UnsupportedError } from "@vmoe-bench/contracts";

/** What the runtime's script is: it makes the WebAssembly module. */
type ModuleFactory = (module: object) => Promise<object>;

/** One build of the runtime. */
interface RuntimeBuild {
  readonly script: () => Promise<{ readonly default: ModuleFactory }>;
  /** Where a page's server has its WebAssembly, which the bundler names by its content. */
  readonly wasm: string;
}

export interface RuntimeFiles {
  /** Of @litertjs/core, which does not say it itself. */
  readonly version: string;
  readonly relaxedSimd: RuntimeBuild;
  /** For browsers without relaxed SIMD. */
  readonly compat: RuntimeBuild;
}

/** The runtime's files, and where to read one of them now. */
export interface RuntimeSource {
  readonly files: RuntimeFiles;
  readonly urlOf: (file: string) => Promise<string>;
}

let started: Promise<LiteRt> | undefined;

/**
 * LiteRT.js, started on first need and once a page or worker, without a GPU device.
 * @throws UnsupportedError for more than one thread
 */
export async function startLitert(threads: number, from: RuntimeSource): Promise<LiteRt> {
  requireOne(threads);
  started ??= start(from);
  const runtime = await started;
  requireOne(threads, runtime.liteRtWasm.getThreadCount());
  return runtime;
}

export async function buildName(): Promise<keyof Omit<RuntimeFiles, "version">> {
  return (await supportsFeature("relaxedSimd")) ? "relaxedSimd" : "compat";
}

async function start({ files, urlOf }: RuntimeSource): Promise<LiteRt> {
  const { script, wasm } = files[await buildName()];
  const [factory, url] = await Promise.all([script(), urlOf(wasm)]);
  const runtime = await loadWith(factory.default, url);
  // It asks for a GPU unasked, which nothing here computes on.
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
 * The threaded build starts a worker for each core that the browser speaks of.
 * @param made the runtime's own number, where it is known
 */
function requireOne(threads: number, made = 1): void {
  if (threads === 1 && made === 1) return;
  throw new UnsupportedError(
    `LiteRT.js is run on 1 thread here; ${threads} were asked for, and it made ${made}.`,
    "Use 1 thread.",
  );
}
