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
