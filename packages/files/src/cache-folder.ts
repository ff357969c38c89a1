import { lstatSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { makeFolderSync, whyNotWritten } from "./write-file-whole.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where downloads, native parts and what else is made once a machine are kept, and why there. */
export interface CachePlace {
  readonly folder: string;
  readonly because: "VMOE_BENCH_CACHE" | "XDG_CACHE_HOME" | "home" | "no home";
}

function cacheNotOursError(folder: string, why: string): KnownError {
  return new KnownError(
    "cache-not-ours",
    `There is no home folder, and ${folder} can't hold the cache: ${why}.`,
    "Set VMOE_BENCH_CACHE to a folder of your own, or HOME to your home folder.",
  );
}

/**
 * VMOE_BENCH_CACHE, else as the XDG base directory rules say, else a folder of this user alone in the
 * temporary one. Always absolute: an empty or relative variable counts as none.
 */
export function cachePlace(env: Environment = process.env): CachePlace {
  const own = env["VMOE_BENCH_CACHE"];
  if (own) return { folder: resolve(own), because: "VMOE_BENCH_CACHE" };
  const shared = env["XDG_CACHE_HOME"];
  if (shared && isAbsolute(shared))
    return { folder: join(shared, "vmoe-bench"), because: "XDG_CACHE_HOME" };
  const home = homeFolder(env);
  if (home !== undefined) return { folder: join(home, ".cache", "vmoe-bench"), because: "home" };
  return {
    folder: join(tmpdir(), `vmoe-bench-cache-${process.getuid?.() ?? 0}`),
    because: "no home",
  };
}

let isTold = false;

/**
 * The folder of {@link cachePlace}. Says so on stderr, once a process, where it is not a lasting one.
 * @throws `cache-not-ours` where another user has made the folder in the temporary one
 */
export function cacheFolder(env: Environment = process.env): string {
  const { folder, because } = cachePlace(env);
  if (because !== "no home") return folder;
  claim(folder);
  if (!isTold)
    process.stderr.write(
      `note: there is no home folder, so the cache is in ${folder}. Set VMOE_BENCH_CACHE for another place.\n`,
    );
  isTold = true;
  return folder;
}

/** The user's, where there is one: a container's user may have none. */
export function homeFolder(env: Environment = process.env): string | undefined {
  const known = [() => env["HOME"], homedir, () => userInfo().homedir];
  return known.map(unlessMissing).find((path) => path !== undefined && isAbsolute(path));
}

/** The system throws for a user that it has no entry for. */
function unlessMissing(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/** The name can be guessed, so somebody else may have been first. */
function claim(folder: string): void {
  try {
    makeFolderSync(folder, 0o700);
  } catch (error) {
    throw cacheNotOursError(folder, whyNotWritten(error));
  }
  const entry = lstatSync(folder);
  if (!entry.isDirectory()) throw cacheNotOursError(folder, "it is no folder");
  if (entry.uid !== (process.getuid?.() ?? entry.uid))
    throw cacheNotOursError(folder, "it is another user's");
}
