import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A process that used much of a core while it was looked at. */
export interface BusyProcess {
  readonly pid: number;
  readonly name: string;
  /** Of one core. */
  readonly cores: number;
}

export interface LoadFacts {
  /** Null where the system does not say. */
  readonly turbo: boolean | null;
  /** The busiest first; empty where the system does not list processes. */
  readonly busy: readonly BusyProcess[];
}

export interface ReadLoadOptions {
  /** Of the file system; tests have their own. */
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
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => ticksOf(root, pid)),
  );
  return new Map(found.flat());
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
