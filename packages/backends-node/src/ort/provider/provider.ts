/** Execution providers that this backend runs, and what ONNX Runtime calls them in its own reports. */
export const executionProviders = {
  cpu: "CPUExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
} as const;

export type Provider = keyof typeof executionProviders;

export function isProvider(name: string): name is Provider {
  return Object.hasOwn(executionProviders, name);
}

/** The provider as ONNX Runtime's rules see it. */
export function kernelsOf(provider: Provider) {
  return { kind: provider, cpuBackend: "ort-node/cpu" } as const;
}
