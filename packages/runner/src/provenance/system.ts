import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import type { Provenance } from "@vmoe-bench/contracts";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readConditions } from "./conditions.ts";

/** The machine as it is now; null for what this system does not say. */
export async function systemFacts(): Promise<Provenance["system"]> {
  const processors = cpus();
  const { governor, temperaturesC } = await readConditions();
  const degrees = Object.values(temperaturesC);
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    ...(await readAllowedCores()),
    memoryBytes: totalmem(),
    governor,
    // Of the hottest zone.
    temperatureC: degrees.length === 0 ? null : Math.max(...degrees),
    // Windows has no load average; os gives zeros there.
    load1: platform() === "win32" ? null : (loadavg()[0] ?? null),
  };
}

export interface AllowedCores {
  /** Cores that this process may run on. */
  readonly allowedCores: number;
  /** Cores' worth of time that control groups let it have; null for no limit. */
  readonly cpuQuota: number | null;
}

/**
 * What this process may use of the machine's cores: of those that it has, an affinity (`taskset`), a
 * container or a service may allow only some.
 * @param root of the file system; tests have their own
 */
export async function readAllowedCores(root = "/"): Promise<AllowedCores> {
  const quotas = await Promise.all([groupQuota(root), olderQuota(root)]);
  const known = quotas.filter((quota) => quota !== null);
  const cpuQuota = known.length === 0 ? null : Math.min(...known);
  return { allowedCores: availableParallelism(), cpuQuota };
}

/** Version 2 of control groups. */
async function groupQuota(root: string): Promise<number | null> {
  const group = /^0::(\/.*)$/m.exec(await text(join(root, "proc/self/cgroup")))?.[1];
  return narrowest(join(root, "sys/fs/cgroup"), group, async (folder) => {
    const [quota, period] = (await text(join(folder, "cpu.max"))).split(/\s+/);
    return coresOf(quota, period);
  });
}

/** Version 1, where each controller has groups of its own, or shares them with another. */
async function olderQuota(root: string): Promise<number | null> {
  const groups = await text(join(root, "proc/self/cgroup"));
  const group = /^\d+:(?:\w+,)*cpu(?:,\w+)*:(\/.*)$/m.exec(groups)?.[1];
  return narrowest(join(root, "sys/fs/cgroup/cpu"), group, async (folder) => {
    const quota = await text(join(folder, "cpu.cfs_quota_us"));
    return coresOf(quota, await text(join(folder, "cpu.cfs_period_us")));
  });
}

/** The least that a control group and those that it lies in let it have. */
async function narrowest(
  top: string,
  group: string | undefined,
  quotaIn: (folder: string) => Promise<number | null>,
): Promise<number | null> {
  const quotas: number[] = [];
  for (let at = group ?? "/"; ; at = dirname(at)) {
    const cores = await quotaIn(join(top, at));
    if (cores !== null) quotas.push(cores);
    if (at === "/") return quotas.length === 0 ? null : Math.min(...quotas);
  }
}

/** Null for "max", -1 and what is not there. */
function coresOf(quota: string | undefined, period: string | undefined): number | null {
  const cores = Number(quota) / Number(period);
  return Number.isFinite(cores) && cores > 0 ? cores : null;
}

async function text(path: string): Promise<string> {
  return readFile(path, "utf8").then(
    (found) => found.trim(),
    () => "",
  );
}
