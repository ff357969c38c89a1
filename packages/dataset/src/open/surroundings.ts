import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The folders that the system and the user's settings name. */
export interface Surroundings {
  /** VMOE_BENCH_DATA: a folder that holds data sets, or the files of one. */
  readonly data: string | undefined;
  /** Where downloads are kept: VMOE_BENCH_CACHE, else as the XDG base directory rules say. */
  readonly cache: string;
}

export function surroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  const xdg = env["XDG_CACHE_HOME"];
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
  return {
    data: env["VMOE_BENCH_DATA"] || undefined,
    cache: join(env["VMOE_BENCH_CACHE"] || join(base, "vmoe-bench"), "datasets"),
  };
}
