import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { describeEnd, type Machine, type SetupReporter, succeeded } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { cacheFolder } from "@vmoe-bench/files";
import { discard, openWorkshop } from "../native/cache.ts";

export interface FontsOptions {
  /** By default VMOE_BENCH_CACHE, or vmoe-bench in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheDir?: string;
  readonly reporter: SetupReporter;
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
}

/** npm could not install the packages. */
function fontsNotInstalledError(reason: string): KnownError {
  return new KnownError(
    "fonts-not-installed",
    `npm can't install the fonts: ${reason}.`,
    "Look at the network and at npm's registry (`npm config get registry`), then run it again.",
    { exitCode: 1 },
  );
}

const limit = 30 * 60_000;

/**
 * Installs npm packages into a folder of the cache for as long as they are used: fonts are large, and
 * what is made of them is kept instead.
 * @param packages as "name@version"
 * @param use gets the folder that has the `node_modules`
 * @throws `fonts-not-installed`, the signal's reason
 */
export async function withFonts<T>(
  packages: readonly string[],
  { cacheDir, reporter, signal, machine = thisMachine }: FontsOptions,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await openWorkshop(join(cacheDir ?? cacheFolder(machine.env), "fonts"));
  try {
    reporter.step(`installing ${packages.length} fonts with npm, 450 MB until they are drawn`);
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    const end = await machine.run({
      program: "npm",
      args: ["install", ...quiet, "--prefix", folder, ...packages],
      cwd: folder,
      limit,
      signal,
    });
    if (!succeeded(end)) throw fontsNotInstalledError(describeEnd(end));
    return await use(folder);
  } finally {
    await discard(folder);
  }
}
