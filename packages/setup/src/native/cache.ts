import {
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { hostname } from "node:os";
import { join, relative } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { isRunning, makeFolder } from "@vmoe-bench/files";
import { createHash } from "node:crypto";
import { z } from "zod";

const workshopPrefix = "making-";
/** A workshop of another machine, or of a process number used again, is left alone for this long. */
const abandonedMilliseconds = 6 * 3_600_000;

/**
 * A new empty folder on the cache's disk, to make an entry in. Removes those that a killed process
 * left behind.
 */
export async function openWorkshop(cache: string): Promise<string> {
  await makeFolder(cache);
  for (const name of await readdir(cache)) {
    if (name.startsWith(workshopPrefix) && (await isAbandoned(cache, name)))
      await discard(join(cache, name));
  }
  return mkdtemp(join(cache, `${workshopPrefix}${process.pid}-${hostname()}-`));
}

/**
 * Moves a finished folder into the cache, whole or not at all. When another process was first, its
 * entry stays and ours goes.
 * @returns the entry's folder
 */
export async function publish(made: string, cache: string, key: string): Promise<string> {
  const entry = join(cache, key);
  for (;;) {
    try {
      await rename(made, entry);
      return entry;
    } catch (error) {
      const code = systemErrorCode(error);
      if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM") throw error;
      if ((await readIntactManifest(entry)) !== undefined) {
        await discard(made);
        return entry;
      }
      await moveAside(entry, made);
    }
  }
}

export async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Frees the entry's name in one step; a reader never sees a folder that is being emptied. */
async function moveAside(entry: string, made: string): Promise<void> {
  const old = `${made}.old`;
  try {
    await rename(entry, old);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
  await discard(old);
}

async function isAbandoned(cache: string, name: string): Promise<boolean> {
  const [pid, ...rest] = name.slice(workshopPrefix.length).split("-");
  const host = rest.slice(0, -1).join("-");
  if (host === hostname() && !isRunning(Number(pid))) return true;
  try {
    return Date.now() - (await stat(join(cache, name))).mtimeMs > abandonedMilliseconds;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

const manifestName = "vmoe-bench-native.json";
/** Larger files are known by their size alone, so that a look takes milliseconds. */
const hashedBytes = 4_000_000;

const fileSchema = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string().optional(),
});

/** Lies beside `deps` and `lib` once their binding was seen to load, and says what they are. */
const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  versions: z.record(z.string(), z.string()),
  files: z.array(fileSchema).min(1),
});
type Manifest = z.output<typeof manifestSchema>;

/** Records what lies in `root`'s `deps` and `lib`. Written last and at once. */
export async function writeManifest(
  root: string,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const paths = await Promise.all(["deps", "lib"].map((name) => filesBelow(join(root, name))));
  const files = await Promise.all(paths.flat().map((path) => describe(root, path)));
  const manifest: Manifest = { schemaVersion: 1, versions: { ...versions }, files };
  const file = join(root, manifestName);
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(partial, file);
}

/** The manifest in `root`, if there is one and every file is as it says. */
export async function readIntactManifest(root: string): Promise<Manifest | undefined> {
  try {
    const file = join(root, manifestName);
    const manifest = checkJson(manifestSchema, await readFile(file, "utf8"), file);
    const intact = await Promise.all(
      manifest.files.map(async (recorded) => {
        const actual = await describe(root, join(root, recorded.path));
        return actual.bytes === recorded.bytes && actual.sha256 === recorded.sha256;
      }),
    );
    return intact.every(Boolean) ? manifest : undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof KnownError || code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

async function describe(root: string, file: string): Promise<z.output<typeof fileSchema>> {
  const path = relative(root, file);
  const { size } = await stat(file);
  if (size > hashedBytes) return { path, bytes: size };
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return { path, bytes: size, sha256 };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/**
 * Makes `deps` and `lib` of the package links to the cache entry's. Links, since the libraries take
 * 850 MB; Node resolves them before it loads the binding, which finds TensorFlow beside itself.
 */
export async function linkIntoPackage(entry: string, packageFolder: string): Promise<void> {
  for (const name of ["deps", "lib"])
    await replaceWithLink(join(packageFolder, name), join(entry, name));
}

async function replaceWithLink(path: string, target: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  const old = `${path}.${process.pid}.old`;
  await rm(fresh, { force: true });
  await symlink(target, fresh, "junction");
  // A rename can replace a link in one step, but no folder and, on Windows, nothing.
  if ((await isFolder(path)) || process.platform === "win32") await moveIfPresent(path, old);
  await rename(fresh, path);
  await discard(old);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function moveIfPresent(path: string, to: string): Promise<void> {
  try {
    await rename(path, to);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}
