import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { exists } from "../exists.ts";
import type { Machine } from "../machine/machine.ts";

/** The npm package that ONNX Runtime comes in, with its libraries for every platform. */
export const onnxRuntimePackage = "onnxruntime-node";

/** The package's folder where Node finds it from here; undefined where it is not installed. */
export function onnxRuntimeFolder(): string | undefined {
  try {
    // Its "exports" hide package.json; its main file is dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(onnxRuntimePackage)));
  } catch {
    return undefined;
  }
}

/** Whether the package in a folder has its libraries for this platform. */
export async function hasBinding(folder: string, { platform, arch }: Machine): Promise<boolean> {
  const bin = join(folder, "bin");
  for (const nodeApi of await namesIn(bin))
    if (await exists(join(bin, nodeApi, platform, arch, "onnxruntime_binding.node"))) return true;
  return false;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}
