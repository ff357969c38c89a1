import { cp, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { discard, openWorkshop, publish } from "./cache.ts";
import { entryKey, type Job, sources } from "./job.ts";
import { linkIntoPackage } from "./link.ts";
import { writeManifest } from "./manifest.ts";
import type { SetupOutcome } from "./outcome.ts";
import type { Source } from "./source.ts";
import { type Failure, noSourceLeft } from "./unavailable.ts";
import { buildInputs } from "./tfjs-package.ts";
import { verify } from "./verify.ts";

/** Makes the native part by the first source that can, and puts it in the cache. */
export async function makeNative(job: Job): Promise<SetupOutcome> {
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
