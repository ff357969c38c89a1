import { dirname, join } from "node:path";
import { cacheFolder, whyNotWritten } from "@vmoe-bench/files";
import { cp, mkdir, realpath, rename } from "node:fs/promises";
import { KnownError, systemErrorCode, type Unavailable } from "@vmoe-bench/contracts";
import type { Machine, SetupReporter } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import type { SetupOutcome, Source, Versions } from "./source.ts";
import { buildInputs, readTfjsPackage, type TfjsPackage } from "./tfjs-package.ts";
import { ownDownload } from "./own-download.ts";
import { wheel } from "./wheel.ts";
import {
  discard,
  linkIntoPackage,
  openWorkshop,
  publish,
  readIntactManifest,
  writeManifest,
} from "./cache.ts";
import { verify } from "./verify.ts";
import { DoesNotLoadError, unwritableFolderError } from "./errors.ts";

interface TfjsNodeOptions {
  /** The npm package's folder; by default where Node finds it. */
  readonly packageDir?: string;
  /** By default VMOE_BENCH_CACHE, or vmoe-bench in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheDir?: string;
  readonly reporter: SetupReporter;
  /** Ends set-up, which then rejects with the signal's reason; nothing half-made stays. */
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
}

/**
 * Gets tfjs-node's native part, which `npm ci` leaves out: what is installed, else the cache, else
 * the package's own download, else the TensorFlow wheel with a binding compiled here. Takes
 * milliseconds when done before. Two processes may do it at once.
 */
export async function setUpTfjsNode(options: TfjsNodeOptions): Promise<SetupOutcome> {
  const { reporter, signal, machine = thisMachine } = options;
  signal?.throwIfAborted();
  try {
    const cache = join(options.cacheDir ?? cacheFolder(machine.env), "tfjs-node");
    const tfjs = await readTfjsPackage(options.packageDir, machine.nodeApi);
    const job: Job = { tfjs, cache, machine, reporter, signal };
    return (await findInstalled(job)) ?? (await findCached(job)) ?? (await makeNative(job));
  } catch (error) {
    return unavailableFrom(error, options.cacheDir ?? "The cache");
  }
}

/** What one call of set-up works on. */
interface Job {
  readonly tfjs: TfjsPackage;
  /** Folder of the cache's entries. */
  readonly cache: string;
  readonly machine: Machine;
  readonly reporter: SetupReporter;
  readonly signal: AbortSignal | undefined;
}

/** In the order in which they are tried. */
const sources: readonly Source[] = [ownDownload, wheel];

function entryKey({ tfjs, machine }: Job, source: Source): string {
  const { platform, arch } = machine;
  return [tfjs.version, platform, arch, `napi${tfjs.nodeApi}`, source.edition].join("-");
}

function entryFolder(job: Job, source: Source): string {
  return join(job.cache, entryKey(job, source));
}

/** Makes the native part by the first source that can, and puts it in the cache. */
async function makeNative(job: Job): Promise<SetupOutcome> {
  const failures: Failure[] = [];
  for (const source of sources) {
    try {
      return await makeBy(source, job);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      failures.push({ source, error });
    }
  }
  return noSourceLeft(failures);
}

async function makeBy(source: Source, job: Job): Promise<SetupOutcome> {
  const { tfjs, cache, machine, reporter, signal } = job;
  const folder = await openWorkshop(cache);
  try {
    for (const name of buildInputs)
      await cp(join(tfjs.folder, name), join(folder, name), { recursive: true });
    await source.make({ folder, tfjs, machine, reporter, signal });
    reporter.step("checking that it loads and computes");
    const versions = await verify(folder, tfjs, machine, signal);

    const entry = join(folder, "entry");
    await mkdir(entry);
    for (const name of ["deps", "lib"]) await rename(join(folder, name), join(entry, name));
    await discard(join(entry, "deps", "include"));
    await writeManifest(entry, versions);
    signal?.throwIfAborted();
    const published = await publish(entry, cache, entryKey(job, source));
    await linkIntoPackage(published, tfjs.folder);
    return { available: true, via: source.via, versions };
  } finally {
    await discard(folder);
  }
}

/** The versions of the package's native part, if set-up recorded it and no file changed since. */
export async function installedVersions(tfjs: TfjsPackage): Promise<Versions | undefined> {
  const root = await nativeRoot(tfjs);
  const manifest = root === undefined ? undefined : await readIntactManifest(root);
  return manifest?.versions["tfjs-node"] === tfjs.version ? manifest.versions : undefined;
}

/** Also finds, and records, a native part that somebody else installed, if it works. */
async function findInstalled(job: Job): Promise<SetupOutcome | undefined> {
  const { tfjs, machine, reporter, signal } = job;
  const recorded = await installedVersions(tfjs);
  if (recorded !== undefined) return { available: true, via: "already", versions: recorded };
  if ((await nativeRoot(tfjs)) !== (await realpath(tfjs.folder))) return undefined;
  reporter.step("checking the native part that is installed");
  const versions = await unlessItDoesNotLoad(() => verify(tfjs.folder, tfjs, machine, signal));
  if (versions === undefined) return undefined;
  await writeManifest(tfjs.folder, versions);
  return { available: true, via: "already", versions };
}

async function findCached(job: Job): Promise<SetupOutcome | undefined> {
  const { tfjs, machine, reporter, signal } = job;
  for (const source of sources) {
    const entry = entryFolder(job, source);
    if ((await readIntactManifest(entry)) === undefined) continue;
    reporter.step("checking the native part that is cached");
    const versions = await unlessItDoesNotLoad(() => verify(entry, tfjs, machine, signal));
    if (versions !== undefined) {
      await linkIntoPackage(entry, tfjs.folder);
      return { available: true, via: "cache", versions };
    }
    await discard(entry);
  }
  return undefined;
}

/** The folder that really holds the package's `lib`: its own, or a cache entry's. */
async function nativeRoot(tfjs: TfjsPackage): Promise<string | undefined> {
  try {
    return dirname(await realpath(join(tfjs.folder, "lib")));
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function unlessItDoesNotLoad<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof DoesNotLoadError) return undefined;
    throw error;
  }
}

interface Failure {
  readonly source: Source;
  readonly error: KnownError;
}

/** The user's disk, not our bug; ENOENT where a folder can't be made, as below /proc. */
const diskCodes = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "ENOTDIR", "EEXIST"]);

/** Every way and why it is closed; the remedies of the later ways, which need less, come first. */
function noSourceLeft(failures: readonly Failure[]): Unavailable {
  const reasons = failures.map(({ source, error }) => `${source.name}: ${error.message}`);
  const remedies = failures.map(({ error }) => error.remedy).toReversed();
  return {
    available: false,
    reason: `tfjs-node's native part can't be had. By ${reasons.join(" By ")}`,
    remedy: [...new Set(remedies)].join(" Or: "),
  };
}

/**
 * What stopped set-up before any source could be tried.
 * @throws what was thrown, if it is neither a known cause nor the disk's
 */
export function unavailableFrom(error: unknown, cache: string): Unavailable {
  if (error instanceof KnownError)
    return { available: false, reason: error.message, remedy: error.remedy };
  const code = systemErrorCode(error);
  if (code === undefined || !(diskCodes.has(code) || isUnmadeFolder(error))) throw error;
  const path = error instanceof Error && "path" in error ? error.path : undefined;
  return unavailableFrom(
    unwritableFolderError(typeof path === "string" ? path : cache, whyNotWritten(error)),
    cache,
  );
}

function isUnmadeFolder(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "mkdir";
}
