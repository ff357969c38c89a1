import { turnReportsOff } from "@vmoe-bench/contracts";
import type * as OnnxRuntime from "onnxruntime-node";

/**
 * onnxruntime-node, which reports to Microsoft from Linux unless it is told not to: it writes a log
 * into the temporary folder, and a device id and a database into the user's cache.
 */
export function loadRuntime(): Promise<typeof OnnxRuntime> {
  turnReportsOff(process.env);
  return import("onnxruntime-node");
}
