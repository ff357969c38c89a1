import { cp, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { temporaryFolder } from "@vmoe-bench/files";
import { exists } from "../exists.ts";
import { describeEnd } from "../machine/machine.ts";
import { buildEnvironment } from "./build-environment.ts";
import { compileFailedError, unbuildablePathError } from "./errors.ts";
import type { Making } from "./source.ts";
import { bindingFile, buildInputs } from "./tfjs-package.ts";

/** A dependency of tfjs-node, not ours. */
const builderPackage = "@mapbox/node-pre-gyp";
/** A Raspberry Pi takes minutes. */
const limit = 30 * 60_000;

/**
 * Compiles `folder/lib`'s addon against `folder/deps`; in the temporary folder where one of the paths
 * has a character that make would split or expand.
 * @param headers a folder with `include/node`; without it node-gyp downloads the headers
 * @throws `compile-failed`, `unbuildable-path`
 */
export async function compile(making: Making, headers: string | undefined): Promise<void> {
  const { folder } = making;
  const odd = [folder, headers ?? ""].find((path) => !isPlain(path));
  if (odd === undefined) return compileHere(making, headers);
  const bench = temporaryFolder("build");
  try {
    if (!isPlain(bench.path)) throw unbuildablePathError(odd, bench.path);
    for (const name of buildInputs)
      await cp(join(folder, name), join(bench.path, name), { recursive: true });
    await symlink(join(folder, "deps"), join(bench.path, "deps"));
    const linked = join(bench.path, "headers");
    if (headers !== undefined) await symlink(headers, linked);
    await compileHere({ ...making, folder: bench.path }, headers === undefined ? headers : linked);
    await cp(join(bench.path, "lib"), join(folder, "lib"), { recursive: true });
  } finally {
    bench.remove();
  }
}

/** Letters of any alphabet do no harm; spaces, brackets, quotes and dollars do. */
function isPlain(path: string): boolean {
  return /^[\p{L}\p{N}_.,@+~:\\/-]*$/u.test(path);
}

async function compileHere(making: Making, headers: string | undefined): Promise<void> {
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
    throw compileFailedError(describeEnd(end));
}

/** The node-pre-gyp that tfjs-node depends on. */
function builder(packageFolder: string): string {
  try {
    const require = createRequire(join(packageFolder, "package.json"));
    return require.resolve(`${builderPackage}/bin/node-pre-gyp`);
  } catch {
    throw compileFailedError(`its dependency ${builderPackage} is not installed`);
  }
}
