import { delimiter, dirname, join } from "node:path";
import type { Machine } from "../machine/machine.ts";
import type { TfjsPackage } from "./tfjs-package.ts";

/** Lets scripts that run in a copy of the package find its dependencies and their programs. */
export function buildEnvironment(
  tfjs: TfjsPackage,
  machine: Machine,
): Readonly<Record<string, string>> {
  const hoisted = dirname(dirname(tfjs.folder));
  const own = join(tfjs.folder, "node_modules");
  const programs = [own, hoisted].map((folder) => join(folder, ".bin"));
  return {
    NODE_PATH: [own, hoisted].join(delimiter),
    PATH: [...programs, machine.env["PATH"] ?? ""].join(delimiter),
  };
}
