import type { Tfjs } from "./load-tfjs-node.ts";

/** What TensorFlow says about itself. */
export interface NativeFacts {
  readonly tensorflow: string;
  readonly device: "CPU" | "GPU";
}

/** @throws Error when tfjs-node's binding is another than that of 4.22 */
export function nativeFacts(tf: Tfjs): NativeFacts {
  const backend: object = tf.backend();
  const binding: unknown = "binding" in backend ? backend.binding : undefined;
  const device: unknown = "isUsingGpuDevice" in backend ? backend.isUsingGpuDevice : undefined;
  if (typeof binding !== "object" || binding === null || !("TF_Version" in binding))
    throw new Error("tfjs-node's backend has no binding.");
  if (typeof binding.TF_Version !== "string" || typeof device !== "boolean")
    throw new Error("tfjs-node's binding gives no version or device.");
  return { tensorflow: binding.TF_Version, device: device ? "GPU" : "CPU" };
}
