import { createRequire } from "node:module";
import { join } from "node:path";
import { exists } from "../exists.ts";
import { describeEnd } from "../machine/machine.ts";
import { buildEnvironment } from "./build-environment.ts";
import { CompileFailedError } from "./errors.ts";
import type { Making } from "./source.ts";
import { bindingFile } from "./tfjs-package.ts";

/** A dependency of tfjs-node, not ours. */
const builderPackage = "@mapbox/node-pre-gyp";
/** A Raspberry Pi takes minutes. */
const limit = 30 * 60_000;

/**
 * Compiles `folder/lib`'s addon against `folder/deps`.
 * @param headers a folder with `include/node`; without it node-gyp downloads the headers
 * @throws CompileFailedError
 */
export async function compile(making: Making, headers: string | undefined): Promise<void> {
  const { folder, tfjs, machine, signal } = making;
  const end = await machine.run({
    program: machine.nodePath,
    args: [
      builder(tfjs.folder),
      "install",
      "--build-from-source",
      ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
    ],
    cwd: folder,
    env: {
      ...buildEnvironment(tfjs, machine),
      // On macOS the wheel's libraries are known by @rpath names, so the addon needs a run path.
      ...(machine.platform === "darwin"
        ? { LDFLAGS: "-Wl,-rpath,@loader_path/../../deps/lib" }
        : {}),
    },
    limit,
    signal,
  });
  if (!(await exists(bindingFile(folder, tfjs.nodeApi))))
    throw new CompileFailedError(describeEnd(end));
}

/** The node-pre-gyp that tfjs-node depends on. */
function builder(packageFolder: string): string {
  try {
    const require = createRequire(join(packageFolder, "package.json"));
    return require.resolve(`${builderPackage}/bin/node-pre-gyp`);
  } catch {
    throw new CompileFailedError(`its dependency ${builderPackage} is not installed`);
  }
}
