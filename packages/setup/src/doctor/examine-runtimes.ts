import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import type { Machine } from "../machine/machine.ts";
import { installedVersions } from "../native/find.ts";
import { hasBinding, onnxRuntimeFolder } from "../native/onnxruntime-package.ts";
import { readTfjsPackage } from "../native/tfjs-package.ts";
import type { Finding } from "./finding.ts";

const packageSchema = z.object({ version: z.string() });

/** Whether tfjs-node's native part is here, without getting it. */
export async function examineTfjsNode(machine: Machine, packageDir?: string): Promise<Finding> {
  const name = "tfjs-node";
  try {
    const tfjs = await readTfjsPackage(packageDir, machine.nodeApi);
    const versions = await installedVersions(tfjs);
    if (versions !== undefined) {
      const detail = `${tfjs.version} with TensorFlow ${versions["tensorflow"] ?? "of unknown version"}`;
      return { name, status: "ok", detail };
    }
    return {
      name,
      status: "missing",
      detail: `${tfjs.version} without its native part`,
      remedy: "Run npx vmoe-bench setup.",
    };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { name, status: "missing", detail: error.message, remedy: error.remedy };
  }
}

/** Whether onnxruntime-node has a binding for this platform; it comes inside the npm package. */
export async function examineOnnxRuntime(machine: Machine, packageDir?: string): Promise<Finding> {
  const name = "onnxruntime-node";
  const folder = packageDir ?? onnxRuntimeFolder();
  const missing = (detail: string, remedy: string): Finding => ({
    name,
    status: "missing",
    detail,
    remedy,
  });
  if (folder === undefined) return missing("not installed", "Run npm ci.");
  try {
    const file = join(folder, "package.json");
    const { version } = checkJson(packageSchema, await readFile(file, "utf8"), file);
    if (await hasBinding(folder, machine)) return { name, status: "ok", detail: version };
    return missing(
      `${version} without a binding for ${machine.platform} on ${machine.arch}`,
      "Run npx vmoe-bench setup.",
    );
  } catch (error) {
    if (!(error instanceof KnownError) && systemErrorCode(error) !== "ENOENT") throw error;
    return missing("not installed whole", "Run npm ci.");
  }
}
