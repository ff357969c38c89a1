import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import type { Machine } from "../machine/machine.ts";
import type { TfjsPackage } from "./tfjs-package.ts";

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
