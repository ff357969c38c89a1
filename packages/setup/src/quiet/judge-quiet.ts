import type { Conditions } from "@vmoe-bench/contracts";
import type { Finding } from "../doctor/finding.ts";
import type { LoadFacts } from "./read-load.ts";

/** How quiet the machine is, and what to do so that two runs on it agree. Nothing is read. */
export function judgeQuiet(conditions: Conditions, { turbo, busy }: LoadFacts): Finding[] {
  const { governor, battery } = conditions;
  return [
    ...(governor === null ? [] : [judgeGovernor(governor)]),
    ...(turbo === null ? [] : [judgeTurbo(turbo)]),
    ...(battery === null ? [] : [judgeBattery(battery)]),
    judgeBusy(busy),
  ];
}

function judgeGovernor(governor: string): Finding {
  if (governor === "performance") return { name: "Governor", status: "ok", detail: governor };
  return {
    name: "Governor",
    status: "warning",
    detail: `${governor}, which changes the frequency with the load`,
    remedy: "Set it for the time of a run: sudo cpupower frequency-set -g performance",
  };
}

function judgeTurbo(turbo: boolean): Finding {
  if (!turbo) return { name: "Turbo", status: "ok", detail: "off" };
  return {
    name: "Turbo",
    status: "warning",
    detail: "on: the frequency falls when the processor gets warm",
    remedy:
      "Turn it off where latencies are to agree between runs, or measure with --profile sustained.",
  };
}

function judgeBattery({ level, charging }: NonNullable<Conditions["battery"]>): Finding {
  const percent = `${Math.round(100 * level)} %`;
  if (charging) return { name: "Battery", status: "ok", detail: `${percent}, on the mains` };
  return {
    name: "Battery",
    status: "warning",
    detail: `${percent}, and it is what the machine runs on`,
    remedy: "Plug it in, or keep it on battery for every run that is compared.",
  };
}

function judgeBusy(busy: LoadFacts["busy"]): Finding {
  if (busy.length === 0)
    return { name: "Other programs", status: "ok", detail: "none that uses a tenth of a core" };
  const named = busy.map(({ name, pid, cores }) => `${name} (${pid}) ${Math.round(100 * cores)} %`);
  return {
    name: "Other programs",
    status: "warning",
    detail: `${named.join(", ")} of a core`,
    remedy: "Let them end, or close them, before you measure.",
  };
}
