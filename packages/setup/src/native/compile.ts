import { access, cp, realpath, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@vmoe-bench/files";
import { existsSync } from "node:fs";
import { describeEnd, type Machine } from "../machine/machine.ts";
import { bindingFile, buildEnvironment, buildInputs } from "./tfjs-package.ts";
import { compileFailedError, unbuildablePathError, unreachableHostError } from "./errors.ts";
import type { Making } from "./source.ts";

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
  if (!existsSync(bindingFile(folder, tfjs.nodeApi))) throw compileFailedError(describeEnd(end));
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

const defaultHost = "https://nodejs.org/dist/";

/**
 * Where Node's headers are: a folder with `include/node`, or undefined where node-gyp can download
 * them.
 * @throws `unreachable-host` where it can't either
 */
export async function findNodeHeaders(
  machine: Machine,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const local = await findLocalHeaders(machine);
  if (local !== undefined) return local;
  const host = machine.env["NODEJS_ORG_MIRROR"] ?? defaultHost;
  if (URL.canParse(host) && (await machine.reaches(host, signal))) return undefined;
  throw unreachableHostError(
    URL.canParse(host) ? host : defaultHost,
    "the headers that this Node came without",
    "Install Node from nodejs.org's own archive, which has its headers, or set npm_config_nodedir " +
      "to a folder that has include/node, and run the command again.",
  );
}

/** A folder with `include/node`: the one that npm was told, or what this Node came with. */
export async function findLocalHeaders(machine: Machine): Promise<string | undefined> {
  const prefix = dirname(dirname(await realpath(machine.nodePath)));
  const told = machine.env["npm_config_nodedir"];
  for (const folder of told === undefined ? [prefix] : [told, prefix]) {
    if (await hasHeaders(folder)) return folder;
  }
  return undefined;
}

async function hasHeaders(folder: string): Promise<boolean> {
  try {
    // node-gyp reads common.gypi too, which bare header packages lack.
    for (const name of ["node_api.h", "common.gypi"])
      await access(join(folder, "include", "node", name));
    return true;
  } catch {
    return false;
  }
}
