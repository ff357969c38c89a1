import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import { packageMissingError } from "./errors.ts";
import type { Machine } from "../machine/machine.ts";

/** The installed npm package tfjs-node, native part or not. */
export interface TfjsPackage {
  readonly folder: string;
  readonly version: string;
  /** The Node-API version that its binding is built for: "napi-v8" is in the binding's path. */
  readonly nodeApi: number;
}

/** Found where the program that calls us has it; this package does not depend on it. */
const packageName = "@tensorflow/tfjs-node";

/** What the package's install script and its addon are built from. */
export const buildInputs = ["package.json", "binding.gyp", "binding", "scripts"] as const;

const packageSchema = z.object({
  version: z.string(),
  binary: z.object({ napi_versions: z.array(z.int()).min(1) }),
});

/**
 * @param folder the package's folder; by default where Node finds it from here
 * @throws `package-missing`
 */
export async function readTfjsPackage(
  folder: string | undefined,
  offeredNodeApi: number,
): Promise<TfjsPackage> {
  const where = folder ?? installedFolder();
  if (where === undefined) throw packageMissingError(undefined);
  const file = join(where, "package.json");
  try {
    const { version, binary } = checkJson(packageSchema, await readFile(file, "utf8"), file);
    const usable = binary.napi_versions.filter((v) => v <= offeredNodeApi);
    return { folder: where, version, nodeApi: Math.max(...usable) };
  } catch (error) {
    if (error instanceof KnownError || systemErrorCode(error) === "ENOENT")
      throw packageMissingError(where);
    throw error;
  }
}

/** The compiled addon's path below the folder that has `lib`. */
export function bindingFile(root: string, nodeApi: number): string {
  return join(root, "lib", `napi-v${nodeApi}`, "tfjs_binding.node");
}

function installedFolder(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    return undefined;
  }
}

/** Lets scripts that run in a copy of the package find its dependencies and their programs. */
export function buildEnvironment(
  tfjs: TfjsPackage,
  machine: Machine,
): Readonly<Record<string, string>> {
  const folders = dependencyFolders(tfjs.folder);
  const programs = folders.map((folder) => join(folder, ".bin"));
  return {
    NODE_PATH: folders.join(delimiter),
    PATH: [...programs, machine.env["PATH"] ?? ""].join(delimiter),
  };
}

/** Every `node_modules` that a package may have its dependencies in, its own first. */
function dependencyFolders(folder: string): readonly string[] {
  return createRequire(join(folder, "package.json")).resolve.paths("a-package") ?? [];
}
