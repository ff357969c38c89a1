import {
  UnsupportedError,
  type PreparedManifest,
  type PrepareOptions,
  type Strategy,
} from "@vmoe-bench/contracts";

/**
 * What ONNX Runtime calls these providers in its own reports; its `wasm` is its CPU provider,
 * compiled to WebAssembly.
 */
export const executionProviders = {
  wasm: "CPUExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
} as const;

export type OrtWebProvider = keyof typeof executionProviders;

/** Strategies that find their expert with integers, which ONNX Runtime keeps on the CPU by design. */
const chooseOnCpu: ReadonlySet<Strategy> = new Set(["gather", "branch"]);

/**
 * Whether ONNX Runtime has to refuse a session if any of its nodes would run on the CPU. A graph made elsewhere may compute its shapes there.
 */
export function isWhollyOnProvider(
  provider: OrtWebProvider,
  { kind, strategy }: Pick<PreparedManifest, "kind" | "strategy">,
): boolean {
  return provider !== "wasm" && kind === "defined" && !chooseOnCpu.has(strategy);
}

/**
 * @throws UnsupportedError for operators that the provider has no kernel for
 */
export function requireKernels(
  provider: OrtWebProvider,
  { strategy, precision }: Pick<PrepareOptions, "strategy" | "precision">,
): void {
  if (provider === "wasm") {
    if (precision !== "float16") return;
    throw new UnsupportedError(
      "ONNX Runtime's CPU provider has no float16 products: it converts to float32 and back, unasked.",
      `Use "float32" or "int8".`,
    );
  }
  if (strategy === "moe-op")
    throw new UnsupportedError(
      "ONNX Runtime's MoE operator has a float32 kernel on the CPU only.",
      `Use "gather", "branch" or "split", or the backend "ort-web/wasm".`,
    );
  if (precision === "int8")
    throw new UnsupportedError(
      "ONNX Runtime's WebGPU provider has no kernel for dynamically quantised products.",
      `Use "float32", or the backend "ort-web/wasm" for int8.`,
    );
}
