import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

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

/** The narrowest `cpu.max` of the process's control group and of those that it lies in (version 2). */
async function groupQuota(root: string): Promise<number | null> {
  const groups = await text(join(root, "proc/self/cgroup"));
  const top = join(root, "sys/fs/cgroup");
  const quotas: number[] = [];
  for (let at = /^0::(\/.*)$/m.exec(groups)?.[1] ?? "/"; ; at = dirname(at)) {
    const [quota, period] = (await text(join(top, at, "cpu.max"))).split(/\s+/);
    const cores = coresOf(quota, period);
    if (cores !== null) quotas.push(cores);
    if (at === "/") return quotas.length === 0 ? null : Math.min(...quotas);
  }
}

/** Version 1 of control groups. */
async function olderQuota(root: string): Promise<number | null> {
  const folder = join(root, "sys/fs/cgroup/cpu");
  const quota = await text(join(folder, "cpu.cfs_quota_us"));
  return coresOf(quota, await text(join(folder, "cpu.cfs_period_us")));
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
