import { mkdtemp, readdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "@vmoe-bench/files";
import { checkJson, systemErrorCode, type Unavailable } from "@vmoe-bench/contracts";
import { extract } from "tar";
import { z } from "zod";
import { createRequire } from "node:module";
import { describeEnd, type Machine, type SetupReporter, succeeded } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { discard } from "./cache.ts";
import { noOnnxRuntimeError, onnxRuntimeDownloadError } from "./errors.ts";
import { unavailableFrom } from "./set-up-tfjs-node.ts";
import { existsSync } from "node:fs";

interface OnnxRuntimeOptions {
  /** The npm package's folder; by default where Node finds it. */
  readonly packageDir?: string;
  readonly reporter: SetupReporter;
  readonly signal?: AbortSignal | undefined;
  readonly machine?: Machine;
}

const limit = 30 * 60_000;
const packageSchema = z.object({ version: z.string() });

/**
 * Gets ONNX Runtime's libraries for this platform into its package. An installed vmoe-bench comes
 * without them: they are 110 MB for all platforms, and the package's own install script wants more
 * from another host. npm downloads the package again, checks it, and what is for this platform is kept.
 */
export async function setUpOnnxRuntime(
  options: OnnxRuntimeOptions,
): Promise<{ readonly available: true } | Unavailable> {
  const { reporter, signal, machine = thisMachine } = options;
  const folder = options.packageDir ?? onnxRuntimeFolder();
  try {
    if (folder === undefined) throw noOnnxRuntimeError("is not installed");
    if (await hasBinding(folder, machine)) return { available: true };
    reporter.step(`downloading ${onnxRuntimePackage} with npm (about 110 MB, once)`);
    const workshop = await mkdtemp(join(folder, "making-"));
    try {
      await unpackFor(machine, workshop, await downloaded(folder, workshop, machine, signal));
      await moveBindings(join(workshop, "bin"), join(folder, "bin"));
    } finally {
      await discard(workshop);
    }
    if (await hasBinding(folder, machine)) return { available: true };
    throw noOnnxRuntimeError(`has nothing for ${machine.platform} on ${machine.arch}`);
  } catch (error) {
    signal?.throwIfAborted();
    return unavailableFrom(error, folder ?? onnxRuntimePackage);
  }
}

/** @returns the path of npm's archive */
async function downloaded(
  folder: string,
  workshop: string,
  machine: Machine,
  signal: AbortSignal | undefined,
): Promise<string> {
  const file = join(folder, "package.json");
  const { version } = checkJson(packageSchema, await readFile(file, "utf8"), file);
  const wanted = `${onnxRuntimePackage}@${version}`;
  const { program, args } = npm(machine);
  const pack = ["pack", wanted, "--silent", "--pack-destination", workshop];
  const end = await machine.run({ program, args: [...args, ...pack], limit, signal });
  const archive = (await readdir(workshop)).find((name) => name.endsWith(".tgz"));
  if (!succeeded(end) || archive === undefined)
    throw onnxRuntimeDownloadError(wanted, describeEnd(end));
  return join(workshop, archive);
}

/** npm as npx started us, else by its name, which on Windows is a script that only a shell starts. */
function npm({ env, nodePath, platform }: Machine): { program: string; args: readonly string[] } {
  const started = env["npm_execpath"];
  if (started?.endsWith("npm-cli.js") === true) return { program: nodePath, args: [started] };
  return platform === "win32"
    ? { program: "cmd.exe", args: ["/d", "/s", "/c", "npm"] }
    : { program: "npm", args: [] };
}

async function unpackFor({ platform, arch }: Machine, cwd: string, file: string): Promise<void> {
  const ours = `/${platform}/${arch}/`;
  await extract({
    file,
    cwd,
    strip: 1,
    filter: (path) => path.startsWith("package/bin/") && path.includes(ours),
  });
}

/** Each version of Node-API whole or not at all; what another process put there first stays. */
async function moveBindings(from: string, to: string): Promise<void> {
  const versions = await readdir(from).catch(() => []);
  await makeFolder(to);
  const there = new Set(await readdir(to));
  for (const version of versions)
    if (!there.has(version)) await rename(join(from, version), join(to, version));
}

/** The npm package that ONNX Runtime comes in, with its libraries for every platform. */
const onnxRuntimePackage = "onnxruntime-node";

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
    if (existsSync(join(bin, nodeApi, platform, arch, "onnxruntime_binding.node"))) return true;
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
