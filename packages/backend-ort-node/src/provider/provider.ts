import type { PreparedManifest, Strategy } from "@vmoe-bench/contracts";

/** Execution providers that this backend runs, and what ONNX Runtime calls them in its own reports. */
export const executionProviders = {
  cpu: "CPUExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
} as const;

export type Provider = keyof typeof executionProviders;

export function isProvider(name: string): name is Provider {
  return Object.hasOwn(executionProviders, name);
}

/** Strategies that find their expert with integers, which ONNX Runtime keeps on the CPU by design. */
const chooseOnCpu: ReadonlySet<Strategy> = new Set(["gather", "branch"]);

/**
 * Whether a session has to be refused by ONNX Runtime itself if any of its nodes would run on the
 * CPU. A graph made elsewhere may compute its shapes there.
 */
export function isWhollyOnProvider(
  provider: Provider,
  { kind, strategy }: Pick<PreparedManifest, "kind" | "strategy">,
): boolean {
  return provider !== "cpu" && kind === "defined" && !chooseOnCpu.has(strategy);
}
