import { UnsupportedError } from "@vmoe-bench/contracts";
import type * as Ort from "onnxruntime-web";
import { type RuntimeSource, requireIsolation } from "../in-page.ts";

/** Where a page's server has the runtime's files, which the bundler names by their content. */
export interface OrtFiles {
  readonly mjs: string;
  readonly wasm: string;
}

export type OrtWeb = typeof Ort;

interface Loaded {
  readonly provider: OrtWebProvider;
  readonly threads: number;
  readonly ort: Promise<OrtWeb>;
}

let loaded: Loaded | undefined;

/**
 * onnxruntime-web, loaded on first need with one provider and thread count a page or worker: it makes its threads
 * when it is loaded.
 * @throws UnsupportedError where threads need what the page does not have; for a second of either
 */
export async function loadOrtWeb(
  provider: OrtWebProvider,
  threads: number,
  from: RuntimeSource<OrtFiles>,
): Promise<OrtWeb> {
  requireIsolation(threads);
  loaded ??= { provider, threads, ort: load(provider, threads, from) };
  if (loaded.threads !== threads || loaded.provider !== provider)
    throw new UnsupportedError(
      `onnxruntime-web already runs on ${loaded.provider} with ${loaded.threads} threads in this page; ${provider} with ${threads} was asked for.`,
      "Use one provider and one thread count a page.",
    );
  return loaded.ort;
}

async function load(
  provider: OrtWebProvider,
  threads: number,
  { files: { mjs, wasm }, urlOf }: RuntimeSource<OrtFiles>,
): Promise<OrtWeb> {
  tapRuntimeLog();
  const ort =
    provider === "wasm"
      ? await import("onnxruntime-web/wasm")
      : await import("onnxruntime-web/webgpu");
  ort.env.wasm.wasmPaths = { mjs, wasm: await urlOf(wasm) };
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = "error";
  return ort;
}

/**
 * What ONNX Runtime calls these providers in its own reports; its `wasm` is its CPU provider,
 * compiled to WebAssembly.
 */
export const executionProviders = {
  wasm: "CPUExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
} as const;

export type OrtWebProvider = keyof typeof executionProviders;

/** The provider as ONNX Runtime's rules see it. */
export function kernelsOf(provider: OrtWebProvider) {
  return { kind: provider === "wasm" ? "cpu" : provider, cpuBackend: "ort-web/wasm" } as const;
}

/** Lines of more than this many are not kept; a large graph has some thousands. */
const mostLines = 100_000;

let listening: string[] | undefined;
let isTapped = false;

/**
 * The runtime binds `console.error` when it is instantiated and logs through it, so it is replaced
 * before that: while {@link linesLogged} listens, what is logged goes there, else where it went.
 */
function tapRuntimeLog(): void {
  if (isTapped) return;
  isTapped = true;
  const original = console.error.bind(console);
  console.error = (...values: unknown[]) => {
    if (listening === undefined) original(...values);
    else if (listening.length < mostLines) listening.push(values.join(" "));
  };
}

/** What the runtime logs while `work` runs. */
export async function linesLogged(work: () => Promise<void>): Promise<readonly string[]> {
  const lines: string[] = [];
  listening = lines;
  try {
    await work();
  } finally {
    listening = undefined;
  }
  return lines;
}
