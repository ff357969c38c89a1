import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { conditionsSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/suite.ts";
import { readConditions } from "./conditions.ts";

async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  return root;
}

const cpufreq = "sys/devices/system/cpu/cpu0/cpufreq";

test("a laptop on battery", async () => {
  const root = await machine({
    [`${cpufreq}/scaling_governor`]: "powersave",
    [`${cpufreq}/scaling_cur_freq`]: "1800000",
    "proc/loadavg": "0.52 0.58 0.59 1/389 12345",
    "sys/class/thermal/thermal_zone0/type": "acpitz",
    "sys/class/thermal/thermal_zone0/temp": "45500",
    "sys/class/thermal/thermal_zone1/type": "acpitz",
    "sys/class/thermal/thermal_zone1/temp": "47000",
    "sys/class/power_supply/AC/type": "Mains",
    "sys/class/power_supply/BAT0/type": "Battery",
    "sys/class/power_supply/BAT0/capacity": "73",
    "sys/class/power_supply/BAT0/status": "Discharging",
  });
  expect(await readConditions(root)).toEqual({
    governor: "powersave",
    frequencyMHz: 1_800,
    temperaturesC: { acpitz: 45.5, "acpitz 1": 47 },
    load1: 0.52,
    battery: { level: 0.73, charging: false },
  });
});

test("a virtual machine that tells only what its processor runs at", async () => {
  const root = await machine({ "proc/cpuinfo": "processor\t: 0\ncpu MHz\t\t: 2100.000" });
  expect(await readConditions(root)).toEqual({
    governor: null,
    frequencyMHz: 2_100,
    temperaturesC: {},
    load1: null,
    battery: null,
  });
});

test("what is no number is not taken for one", async () => {
  const root = await machine({
    [`${cpufreq}/scaling_cur_freq`]: "<unknown>",
    "proc/loadavg": "much",
    "sys/class/thermal/thermal_zone0/temp": "hot",
    "sys/class/power_supply/BAT0/type": "Battery",
    "sys/class/power_supply/BAT0/capacity": "250",
    "sys/class/power_supply/BAT0/status": "Full",
  });
  expect(await readConditions(root)).toEqual({
    governor: null,
    frequencyMHz: null,
    temperaturesC: {},
    load1: null,
    battery: null,
  });
});

test("this machine's conditions are valid", async () => {
  const conditions = await readConditions();
  expect(conditionsSchema.parse(conditions)).toEqual(conditions);
});
