import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import type { Provenance } from "@vmoe-bench/contracts";
import { readAllowedCores } from "./allowed-cores.ts";
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
