import type { Provenance } from "@vmoe-bench/contracts";
import type { RunData } from "./run-data.ts";

type Machine = Pick<Provenance["system"], "cpu" | "cores" | "arch">;

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
  const later = machinesOf(after);
  for (const [backend, was] of machinesOf(before)) {
    const is = later.get(backend) ?? [];
    const [first, second] = [was[0], is[0]];
    if (first === undefined || second === undefined) continue;
    if (!was.some((one) => is.some((other) => mayBeOne(one, other))))
      return `${machineName(first)} and ${machineName(second)}`;
  }
  return undefined;
}

/** As the records of each backend have them. */
function machinesOf({ records }: RunData): Map<string, Machine[]> {
  const machines = new Map<string, Machine[]>();
  for (const record of records) {
    if (record.status !== "completed") continue;
    const { system } = record.provenance;
    const known = machines.get(record.arm.backend) ?? [];
    const isKnown = known.some(
      ({ cpu, cores, arch }) =>
        cpu === system.cpu && cores === system.cores && arch === system.arch,
    );
    if (!isKnown) machines.set(record.arm.backend, [...known, system]);
  }
  return machines;
}

/** What a browser keeps to itself tells nothing apart. */
function mayBeOne(a: Machine, b: Machine): boolean {
  return (["cpu", "cores", "arch"] as const).every(
    (fact) => a[fact] === b[fact] || [a[fact], b[fact]].some(isUnknown),
  );
}

function isUnknown(fact: string | number): boolean {
  return fact === "unknown" || fact === 0;
}

/** "AMD EPYC (2 cores, x64)" */
function machineName({ cpu, cores, arch }: Machine): string {
  const count = cores === 0 ? "unknown cores" : `${cores} core${cores === 1 ? "" : "s"}`;
  return `${cpu} (${count}, ${arch})`;
}
