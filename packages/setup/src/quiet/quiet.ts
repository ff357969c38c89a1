import type { Conditions } from "@vmoe-bench/contracts";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../doctor/facts.ts";

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

/** A process that used much of a core while it was looked at. */
interface BusyProcess {
  readonly pid: number;
  readonly name: string;
  /** How much of one core it used. */
  readonly cores: number;
}

interface LoadFacts {
  /** Null where the system does not say. */
  readonly turbo: boolean | null;
  /** The busiest first; empty where the system does not list processes. */
  readonly busy: readonly BusyProcess[];
}

interface ReadLoadOptions {
  /** The file system; tests have their own. */
  readonly root?: string;
  readonly ownPid?: number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Ticks of proc_pid_stat(5) in a second: USER_HZ, which is 100 on every Linux. */
const ticksPerSecond = 100;
const lookedAtMs = 500;
/** Less of a core than this disturbs nothing. */
const worthNaming = 0.1;
const mostNamed = 3;

/** What else runs here, from two looks at the processes of Linux half a second apart. */
export async function readLoad(options: ReadLoadOptions = {}): Promise<LoadFacts> {
  const { root = "/", ownPid = process.pid, wait = sleep } = options;
  const before = await ticksByProcess(root);
  await wait(lookedAtMs);
  const after = await ticksByProcess(root);
  const busy = [...after].flatMap(([pid, { name, ticks }]) => {
    const earlier = before.get(pid)?.ticks;
    if (earlier === undefined || pid === ownPid) return [];
    const cores = ((ticks - earlier) * 1_000) / (ticksPerSecond * lookedAtMs);
    return cores >= worthNaming ? [{ pid, name, cores }] : [];
  });
  const busiest = busy.toSorted((a, b) => b.cores - a.cores).slice(0, mostNamed);
  return { turbo: await readTurbo(root), busy: busiest };
}

async function ticksByProcess(root: string) {
  const names = await readdir(join(root, "proc")).catch(() => []);
  const samples = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => ticksOf(root, pid)),
  );
  return new Map(samples.flat());
}

/** User and system time are fields 14 and 15; the name before them may have spaces and brackets. */
async function ticksOf(root: string, pid: string) {
  const stat = await readFile(join(root, "proc", pid, "stat"), "utf8").catch(() => "");
  const end = stat.lastIndexOf(")");
  const [user, system] = stat
    .slice(end + 2)
    .split(" ")
    .slice(11, 13);
  if (end < 0 || user === undefined || system === undefined) return [];
  const name = stat.slice(stat.indexOf("(") + 1, end);
  return [[Number(pid), { name, ticks: Number(user) + Number(system) }]] as const;
}

async function readTurbo(root: string): Promise<boolean | null> {
  const cpu = join(root, "sys/devices/system/cpu");
  const off = await flag(join(cpu, "intel_pstate/no_turbo"));
  return off === null ? flag(join(cpu, "cpufreq/boost")) : !off;
}

async function flag(path: string): Promise<boolean | null> {
  const text = (await readFile(path, "utf8").catch(() => "")).trim();
  return text === "0" || text === "1" ? text === "1" : null;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
