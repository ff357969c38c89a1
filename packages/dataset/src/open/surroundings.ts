import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The folders that the system and the user's settings name. */
export interface Surroundings {
  /** VMOE_BENCH_DATA: a folder that holds data sets, or the files of one. */
  readonly data: string | undefined;
  /** Where downloads are kept: VMOE_BENCH_CACHE, else as the XDG base directory rules say. */
  readonly cache: string;
}

export function surroundings(
  env: NodeJS.ProcessEnv = process.env,
  home: () => string = homedir,
): Surroundings {
  const cache = lastingCache(env, home) ?? join(tmpdir(), "vmoe-bench");
  return {
    data: env["VMOE_BENCH_DATA"] || undefined,
    cache: join(cache, "datasets"),
  };
}

/** Whether what is kept lies among temporary files, as there is no home folder. */
export function isCacheTemporary(
  env: NodeJS.ProcessEnv = process.env,
  home: () => string = homedir,
): boolean {
  return lastingCache(env, home) === undefined;
}

function lastingCache(env: NodeJS.ProcessEnv, home: () => string): string | undefined {
  const named = env["VMOE_BENCH_CACHE"];
  if (named) return named;
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "vmoe-bench");
  const own = homeOrNone(home);
  return own === undefined ? undefined : join(own, ".cache", "vmoe-bench");
}

/** A container may run as a user whom it does not know. */
function homeOrNone(home: () => string): string | undefined {
  try {
    return home() || undefined;
  } catch {
    return undefined;
  }
}
