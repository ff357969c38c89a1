import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { discard } from "./cache.ts";
import { DoesNotLoadError } from "./errors.ts";
import { entryFolder, type Job, sources } from "./job.ts";
import { linkIntoPackage } from "./link.ts";
import { readIntactManifest, writeManifest } from "./manifest.ts";
import type { SetupOutcome, Versions } from "./outcome.ts";
import type { TfjsPackage } from "./tfjs-package.ts";
import { verify } from "./verify.ts";

/** The versions of the package's native part, if set-up recorded it and no file changed since. */
export async function installedVersions(tfjs: TfjsPackage): Promise<Versions | undefined> {
  const root = await nativeRoot(tfjs);
  const manifest = root === undefined ? undefined : await readIntactManifest(root);
  return manifest?.versions["tfjs-node"] === tfjs.version ? manifest.versions : undefined;
}

/** Also finds, and records, a native part that somebody else installed, if it works. */
export async function findInstalled(job: Job): Promise<SetupOutcome | undefined> {
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

export async function findCached(job: Job): Promise<SetupOutcome | undefined> {
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
