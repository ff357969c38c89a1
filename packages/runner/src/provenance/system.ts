import { readFile, readdir } from "node:fs/promises";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Provenance } from "@vmoe-bench/contracts";

/** The machine as it is now; null for what this system does not say. */
export async function systemFacts(): Promise<Provenance["system"]> {
  const processors = cpus();
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    governor: await line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
    temperatureC: await hottestZone("/sys/class/thermal"),
    // Windows has no load average; os gives zeros there.
    load1: platform() === "win32" ? null : (loadavg()[0] ?? null),
  };
}

async function line(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() === "" ? null : text.trim();
}

/** The highest of the thermal zones, which Linux gives in thousandths of a degree. */
async function hottestZone(dir: string): Promise<number | null> {
  const names = await readdir(dir).catch(() => []);
  const zones = names.filter((name) => name.startsWith("thermal_zone"));
  const texts = await Promise.all(zones.map((zone) => line(join(dir, zone, "temp"))));
  const degrees = texts
    .filter((text) => text !== null)
    .map((text) => Number(text) / 1_000)
    .filter(Number.isFinite);
  return degrees.length === 0 ? null : Math.max(...degrees);
}
