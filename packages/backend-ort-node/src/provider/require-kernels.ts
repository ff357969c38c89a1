import { UnsupportedError, type PrepareOptions } from "@vmoe-bench/contracts";
import type { Provider } from "./provider.ts";

/**
 * @throws UnsupportedError for operators that the provider has no kernel for: ONNX Runtime 1.30 would
 * run them on the CPU
 */
export function requireKernels(
  provider: Provider,
  { strategy, precision }: Pick<PrepareOptions, "strategy" | "precision">,
): void {
  if (provider === "cpu") {
    if (precision !== "float16") return;
    throw new UnsupportedError(
      "ONNX Runtime's CPU provider has no float16 products: it converts to float32 and back, unasked.",
      `Use "float32" or "int8".`,
    );
  }
  if (strategy === "moe-op")
    throw new UnsupportedError(
      "ONNX Runtime's MoE operator has a float32 kernel on the CPU only.",
      `Use "gather", "branch" or "split", or the backend "ort-node/cpu".`,
    );
  if (precision === "int8")
    throw new UnsupportedError(
      "ONNX Runtime's WebGPU provider has no kernel for dynamically quantised products.",
      `Use "float32", or the backend "ort-node/cpu" for int8.`,
    );
}
