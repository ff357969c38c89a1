import { join } from "node:path";
import { cacheFolder } from "@vmoe-bench/files";
import type { Machine } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import type { SetupReporter } from "../reporter.ts";
import { findCached, findInstalled } from "./find.ts";
import type { Job } from "./job.ts";
import { makeNative } from "./make.ts";
import type { SetupOutcome } from "./outcome.ts";
import { readTfjsPackage } from "./tfjs-package.ts";
import { unavailableFrom } from "./unavailable.ts";

export interface TfjsNodeOptions {
  /** The npm package's folder; by default where Node finds it. */
  readonly packageDir?: string;
  /** By default VMOE_BENCH_CACHE, or vmoe-bench in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheDir?: string;
  readonly reporter: SetupReporter;
  /** Ends set-up, which then rejects with the signal's reason; nothing half-made stays. */
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
}

/**
 * Gets tfjs-node's native part, which `npm ci` leaves out: what is installed, else the cache, else
 * the package's own download, else the TensorFlow wheel with a binding compiled here. Takes
 * milliseconds when done before. Two processes may do it at once.
 */
export async function setUpTfjsNode(options: TfjsNodeOptions): Promise<SetupOutcome> {
  const { reporter, signal, machine = thisMachine } = options;
  signal?.throwIfAborted();
  try {
    const cache = join(options.cacheDir ?? cacheFolder(machine.env), "tfjs-node");
    const tfjs = await readTfjsPackage(options.packageDir, machine.nodeApi);
    const job: Job = { tfjs, cache, machine, reporter, signal };
    return (await findInstalled(job)) ?? (await findCached(job)) ?? (await makeNative(job));
  } catch (error) {
    return unavailableFrom(error, options.cacheDir ?? "The cache");
  }
}
