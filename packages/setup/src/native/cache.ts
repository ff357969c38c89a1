import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { isRunning, makeFolder } from "@vmoe-bench/files";
import { readIntactManifest } from "./manifest.ts";

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
