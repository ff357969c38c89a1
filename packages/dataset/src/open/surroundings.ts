import { join } from "node:path";
import { cacheFolder } from "@vmoe-bench/files";

/** The folders that the system and the user's settings name. */
export interface Surroundings {
  /** VMOE_BENCH_DATA: a folder that holds data sets, or the files of one. */
  readonly data: string | undefined;
  /** Where downloads are kept, in the cache folder. */
  readonly cache: string;
}

export function surroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  return {
    data: env["VMOE_BENCH_DATA"] || undefined,
    cache: join(cacheFolder(env), "datasets"),
  };
}
