import type { BlockRecord, Provenance } from "@vmoe-bench/contracts";
import type { RunData } from "./run-data.ts";

/** What tells machines apart. */
type Machine = Pick<Provenance["system"], "cpu" | "cores" | "arch">;

/** Each machine that completed a block, once. */
export function machinesOf(records: readonly BlockRecord[]): Machine[] {
  const machines: Machine[] = [];
  for (const record of records) {
    if (record.status !== "completed") continue;
    const { cpu, cores, arch } = record.provenance.system;
    const known = machines.some(
      (one) => one.cpu === cpu && one.cores === cores && one.arch === arch,
    );
    if (!known) machines.push({ cpu, cores, arch });
  }
  return machines;
}

/** What a browser keeps to itself tells nothing apart. */
export function mayBeOne(a: Machine, b: Machine): boolean {
  return (["cpu", "cores", "arch"] as const).every(
    (fact) => a[fact] === b[fact] || [a[fact], b[fact]].some(isUnknown),
  );
}

function isUnknown(fact: string | number): boolean {
  return fact === "unknown" || fact === 0;
}

/** "AMD EPYC (2 cores, x64)" */
export function machineName({ cpu, cores, arch }: Machine): string {
  const count = cores === 0 ? "unknown cores" : `${cores} core${cores === 1 ? "" : "s"}`;
  return `${cpu} (${count}, ${arch})`;
}

/** Why two runs are no runs of the same; undefined where they are. */
export function whyNotSame(before: RunData, after: RunData): string | undefined {
  const [a, b] = [before.manifest, after.manifest];
  if (a.device.id !== b.device.id)
    return `they ran on different devices, "${a.device.id}" and "${b.device.id}"`;
  if (a.suite.name !== b.suite.name)
    return `they are of different suites, "${a.suite.name}" and "${b.suite.name}"`;
  if (major(a.suite.version) !== major(b.suite.version))
    return `their suite's versions are ${a.suite.version} and ${b.suite.version}`;
  const machines = otherMachines(before, after);
  if (machines !== undefined)
    return `both call their device "${a.device.id}", and ran on different machines, ${machines}`;
  return undefined;
}

function major(version: string): string {
  return version.split(".")[0] ?? version;
}

/**
 * Both by name where no machine of the one run can be one of the other's. Backend by backend: a page
 * sees less of its machine than a process does.
 */
function otherMachines(before: RunData, after: RunData): string | undefined {
  const later = byBackend(after);
  for (const [backend, was] of byBackend(before)) {
    const is = later.get(backend) ?? [];
    const [first, second] = [was[0], is[0]];
    if (first === undefined || second === undefined) continue;
    if (!was.some((one) => is.some((other) => mayBeOne(one, other))))
      return `${machineName(first)} and ${machineName(second)}`;
  }
  return undefined;
}

function byBackend({ records }: RunData): Map<string, Machine[]> {
  const backends = new Set(records.map(({ arm }) => arm.backend));
  const of = (backend: string) => machinesOf(records.filter(({ arm }) => arm.backend === backend));
  return new Map([...backends].map((backend) => [backend, of(backend)]));
}
