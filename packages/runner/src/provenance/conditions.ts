import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Conditions } from "@vmoe-bench/contracts";

/**
 * The machine's state at this moment, from the files that Linux has for it; null, or empty, for what
 * it does not say, as on other systems.
 * @param root of the file system; tests have their own
 */
export async function readConditions(root = "/"): Promise<Conditions> {
  const [governor, kilohertz, cpuinfo, loads, temperaturesC, battery] = await Promise.all([
    line(join(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
    line(join(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")),
    line(join(root, "proc/cpuinfo")),
    line(join(root, "proc/loadavg")),
    readTemperatures(join(root, "sys/class/thermal")),
    readBattery(join(root, "sys/class/power_supply")),
  ]);
  const megahertz = /^cpu MHz\s*:\s*([\d.]+)/m.exec(cpuinfo ?? "")?.[1] ?? null;
  return {
    governor,
    frequencyMHz: kilohertz === null ? quantity(megahertz) : thousandths(kilohertz),
    temperaturesC,
    load1: quantity(loads?.split(" ")[0] ?? null),
    battery,
  };
}

async function readTemperatures(dir: string): Promise<Record<string, number>> {
  const temperatures: Record<string, number> = {};
  for (const zone of await foldersIn(dir, "thermal_zone")) {
    const degrees = thousandths(await line(join(dir, zone, "temp")));
    if (degrees === null) continue;
    const type = (await line(join(dir, zone, "type"))) ?? zone;
    temperatures[type in temperatures ? `${type} ${zone.slice("thermal_zone".length)}` : type] =
      degrees;
  }
  return temperatures;
}

/** The first battery that there is. */
async function readBattery(dir: string): Promise<Conditions["battery"]> {
  for (const supply of await foldersIn(dir, "")) {
    if ((await line(join(dir, supply, "type"))) !== "Battery") continue;
    const percent = quantity(await line(join(dir, supply, "capacity")));
    const status = await line(join(dir, supply, "status"));
    if (percent === null || percent > 100 || status === null) continue;
    return { level: percent / 100, charging: status !== "Discharging" };
  }
  return null;
}

async function foldersIn(dir: string, prefix: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.startsWith(prefix)).toSorted();
}

async function line(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() === "" ? null : text.trim();
}

/** Null for what is no number from 0 on. */
function quantity(text: string | null): number | null {
  const value = text === null ? NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** Temperatures may be below zero. */
function thousandths(text: string | null): number | null {
  const value = text === null ? NaN : Number(text);
  return Number.isFinite(value) ? value / 1_000 : null;
}
