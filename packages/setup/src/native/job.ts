import { join } from "node:path";
import type { Machine } from "../machine/machine.ts";
import type { SetupReporter } from "../reporter.ts";
import { ownDownload } from "./own-download.ts";
import type { Source } from "./source.ts";
import type { TfjsPackage } from "./tfjs-package.ts";
import { wheel } from "./wheel.ts";

/** What one call of set-up works on. */
export interface Job {
  readonly tfjs: TfjsPackage;
  /** Folder of the cache's entries. */
  readonly cache: string;
  readonly machine: Machine;
  readonly reporter: SetupReporter;
  readonly signal: AbortSignal | undefined;
}

/** In the order in which they are tried. */
export const sources: readonly Source[] = [ownDownload, wheel];

export function entryKey({ tfjs, machine }: Job, source: Source): string {
  const { platform, arch } = machine;
  return [tfjs.version, platform, arch, `napi${tfjs.nodeApi}`, source.edition].join("-");
}

export function entryFolder(job: Job, source: Source): string {
  return join(job.cache, entryKey(job, source));
}
